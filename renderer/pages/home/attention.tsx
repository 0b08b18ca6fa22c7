// For administrators: what is wrong or worth a look, each with the way to where it is mended.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../client/call.ts'
import { linkTo } from '../../client/route.ts'
import { asSentence } from '../../components/as-sentence.ts'
import { Icon } from '../../components/icon.tsx'
import { Link } from '../../components/link.tsx'
import { ErrorState, RowSkeletons } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { HOME } from '../../text/home.ts'
import { type Topic, topicsOf } from './topics.ts'

const WORDS = HOME.attention
/** It looks at files and keys: not to be asked for at every visit. */
const FRESH_MS = 5 * 60 * 1000
const MOST_SENTENCES = 2

export function Attention() {
  const doctor = useQuery({
    queryKey: ['safety.doctor', {}],
    queryFn: () => call('safety.doctor', {}),
    staleTime: FRESH_MS,
  })
  const topics = doctor.data && topicsOf(doctor.data)
  if (topics?.length === 0) return <Fine />
  return (
    <Panel title={WORDS.title}>
      {doctor.isPending && <RowSkeletons count={2} height={52} />}
      {doctor.isError && <ErrorState error={doctor.error} onRetry={() => doctor.refetch()} />}
      {topics && <Topics topics={topics} />}
    </Panel>
  )
}

/** Good news is one line. */
function Fine() {
  return (
    <section className="panel home-fine" aria-label={WORDS.title}>
      <Icon name="check" />
      <p>{WORDS.fine}</p>
      <Everything />
    </section>
  )
}

function Topics({ topics }: { topics: readonly Topic[] }) {
  return (
    <>
      <ul className="topics">
        {topics.map((topic) => (
          <TopicRow key={topic.name} topic={topic} />
        ))}
      </ul>
      <Everything />
    </>
  )
}

function Everything() {
  return (
    <Link to="/doctor" className="home-all">
      {WORDS.all}
    </Link>
  )
}

function TopicRow({ topic: { name, to, state, findings } }: { topic: Topic }) {
  const { title, button } = WORDS.topics[name]
  const shown = findings.slice(0, MOST_SENTENCES)
  const others = findings.length - shown.length
  return (
    <li className="topic" data-state={state}>
      <Icon name={state === 'wrong' ? 'alert' : 'info'} />
      <div className="topic-words">
        <p className="topic-title">
          <span className="sr-only">{state === 'wrong' ? WORDS.wrong : WORDS.look} </span>
          {title}
        </p>
        {shown.map(({ about, sentence }) => (
          <p key={`${about} ${sentence}`} className="topic-sentence">
            {about === name ? asSentence(sentence) : `${asSentence(about)}: ${sentence}`}
          </p>
        ))}
        {others > 0 && <p className="topic-sentence">{WORDS.more(others)}</p>}
      </div>
      <Button component="a" variant="light" size="xs" {...linkTo(to)}>
        {button}
      </Button>
    </li>
  )
}
