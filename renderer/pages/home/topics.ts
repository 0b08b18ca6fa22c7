// What the doctor finds, sorted by where it is mended.
import type { DoctorFinding } from '../../../server/contract/safety.ts'
import type { HOME } from '../../text/home.ts'

export type TopicName = keyof typeof HOME.attention.topics

export interface Topic {
  readonly name: TopicName
  readonly to: string
  /** The worst of its findings. */
  readonly state: 'look' | 'wrong'
  readonly findings: readonly DoctorFinding[]
}

const PLACES: readonly { name: TopicName; to: string; about: readonly string[] }[] = [
  { name: 'keys', to: '/doctor', about: ['vault', 'master key', 'recovery key', 'keys'] },
  { name: 'backups', to: '/backups', about: ['backups'] },
  { name: 'people', to: '/people', about: ['credentials', 'people'] },
  {
    name: 'doors',
    to: '/doors',
    about: ['addresses', 'music door', 'console door', 'certificate', 'firewall', 'proxies'],
  },
  { name: 'music', to: '/library/problems', about: ['music', 'music folder', 'scan'] },
  { name: 'settings', to: '/settings', about: ['settings'] },
]

/** Only what is not fine; the worst first. Read-only mode is said above every page. */
export function topicsOf(findings: readonly DoctorFinding[]): readonly Topic[] {
  const topics = new Map<TopicName, Topic>()
  for (const finding of findings) {
    if (finding.state === 'fine' || finding.about === 'read-only') continue
    const { name, to } = PLACES.find(({ about }) => about.includes(finding.about)) ?? {
      name: 'other',
      to: '/doctor',
    }
    const before = topics.get(name)
    const state = before?.state === 'wrong' ? 'wrong' : finding.state
    topics.set(name, { name, to, state, findings: [...(before?.findings ?? []), finding] })
  }
  const rank = (topic: Topic) => (topic.state === 'wrong' ? 0 : 1)
  return [...topics.values()].sort((one, other) => rank(one) - rank(other))
}
