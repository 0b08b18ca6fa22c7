// What is wrong, what is worth a look, what is fine; each with what to do and the page where that is done.
import { Button, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { DoctorFinding } from '../../../server/contract/safety.ts'
import { call } from '../../client/call.ts'
import { linkTo } from '../../client/route.ts'
import { asSentence } from '../../components/as-sentence.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Icon, type IconName } from '../../components/icon.tsx'
import { Page } from '../../components/page.tsx'
import { ErrorState, RowSkeletons } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { Ago } from '../../components/when.tsx'
import { DOCTOR } from '../../text/doctor.ts'
import { pageFor } from './page-for.ts'
import './doctor.css'

const STATES = ['wrong', 'look', 'fine'] as const
const ICONS: Readonly<Record<DoctorFinding['state'], IconName>> = {
  wrong: 'alert',
  look: 'info',
  fine: 'check',
}

export function Doctor() {
  const doctor = useQuery({ queryKey: ['safety.doctor', {}], queryFn: () => call('safety.doctor', {}) })
  return (
    <Page
      title={DOCTOR.title}
      intro={DOCTOR.intro}
      actions={
        <Button
          leftSection={<Icon name="refresh" size={18} />}
          loading={doctor.isFetching}
          onClick={() => doctor.refetch()}
        >
          {DOCTOR.again}
        </Button>
      }
    >
      <div className="care-stack" aria-busy={doctor.isFetching}>
        {doctor.isPending && (
          <>
            <p className="doctor-looking" role="status">
              <Loader size="sm" />
              {DOCTOR.looking}
            </p>
            <RowSkeletons count={6} height={56} />
          </>
        )}
        {doctor.isError && <ErrorState error={doctor.error} onRetry={() => doctor.refetch()} />}
        {doctor.data && (
          <>
            <Summary findings={doctor.data} at={doctor.dataUpdatedAt} />
            {STATES.map((state) => (
              <Findings
                key={state}
                state={state}
                findings={doctor.data.filter((each) => each.state === state)}
              />
            ))}
          </>
        )}
      </div>
    </Page>
  )
}

function Summary({ findings, at }: { findings: readonly DoctorFinding[]; at: number }) {
  const count = (state: DoctorFinding['state']) => findings.filter((each) => each.state === state).length
  const [wrong, look] = [count('wrong'), count('look')]
  return (
    <section className="panel care-state" aria-label={DOCTOR.title} data-well={wrong === 0}>
      <span className="care-state-icon">
        <Icon name={wrong === 0 ? 'shield' : 'alert'} size={26} />
      </span>
      <div className="care-state-words">
        <div role="status">
          <h2>{wrong + look === 0 ? DOCTOR.fine : DOCTOR.summary(wrong, look)}</h2>
        </div>
        <p>
          {DOCTOR.looked} <Ago at={at} />. {DOCTOR.copyHelp}
        </p>
      </div>
      <CopyButton value={asText(findings)} label={DOCTOR.copy} size="sm" />
    </section>
  )
}

function Findings({
  state,
  findings,
}: {
  state: DoctorFinding['state']
  findings: readonly DoctorFinding[]
}) {
  if (findings.length === 0) return null
  return (
    <Panel title={DOCTOR.groups[state]}>
      <ul className="findings">
        {findings.map((finding) => (
          <FindingRow key={`${finding.about} ${finding.sentence}`} finding={finding} />
        ))}
      </ul>
    </Panel>
  )
}

function FindingRow({ finding: { about, state, sentence, remedy } }: { finding: DoctorFinding }) {
  const page = state === 'fine' ? undefined : pageFor(about)
  return (
    <li className="finding" data-state={state}>
      <Icon name={ICONS[state]} />
      <div className="finding-words">
        <p className="finding-about">{about}</p>
        <p>{asSentence(sentence)}</p>
        {remedy !== undefined && (
          <p className="finding-remedy">
            <b>{DOCTOR.remedy}:</b> {remedy}
          </p>
        )}
      </div>
      {page && (
        <Button component="a" size="xs" variant="light" {...linkTo(page)}>
          {DOCTOR.goTo[page]}
        </Button>
      )}
    </li>
  )
}

/** As `lockgroove doctor` prints it, near enough to be compared. */
function asText(findings: readonly DoctorFinding[]): string {
  return findings
    .map(({ about, state, sentence, remedy }) =>
      [`[${state}] ${about}: ${sentence}`, ...(remedy === undefined ? [] : [`    ${remedy}`])].join('\n'),
    )
    .join('\n')
}
