// Links that work, and below them those that have ended.
import { Text } from '@mantine/core'
import type { Share } from '../../../server/contract/shares.ts'
import { useMe } from '../../client/me.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { type Column, DataList } from '../../components/data-list.tsx'
import { Ago } from '../../components/when.tsx'
import { MUSIC } from '../../text/library.ts'
import { SHARING } from '../../text/sharing.ts'
import { ChangeShare, EndShare, RemoveShare } from './share-tools.tsx'

const { columns } = SHARING

export function WorkingShares({ shares }: { shares: readonly Share[] }) {
  if (shares.length === 0) return null
  return (
    <div className="share-list">
      <DataList
        caption={SHARING.list}
        rows={shares}
        columns={[WHAT, MADE, ENDS, VISITS, TOOLS]}
        rowKey={({ id }) => id}
      />
    </div>
  )
}

export function EndedShares({ shares }: { shares: readonly Share[] }) {
  if (shares.length === 0) return null
  return (
    <section aria-labelledby="ended-shares">
      <h2 id="ended-shares" className="share-heading">
        {SHARING.endedTitle}
      </h2>
      <Text size="sm" c="dimmed" mb="sm">
        {SHARING.endedIntro}
      </Text>
      <div className="share-list">
        <DataList
          caption={SHARING.endedTitle}
          rows={shares}
          columns={[WHAT, MADE, VISITS, ENDED_TOOLS]}
          rowKey={({ id }) => id}
        />
      </div>
    </section>
  )
}

const WHAT: Column<Share> = { key: 'name', label: columns.name, cell: (share) => <What share={share} /> }

function What({ share: { name, description, songCount, owner } }: { share: Share }) {
  const me = useMe()
  return (
    <span className="share-what">
      <span>{name}</span>
      <Text span size="sm" c="dimmed">
        {MUSIC.songs(songCount)}
        {owner.name !== me.name && ` · ${SHARING.by(owner.name)}`}
      </Text>
      {description !== undefined && (
        <Text span size="sm" className="share-description">
          {description}
        </Text>
      )}
    </span>
  )
}

const MADE: Column<Share> = {
  key: 'made',
  label: columns.made,
  cell: ({ createdAt }) => <Ago at={createdAt} />,
}

const ENDS: Column<Share> = {
  key: 'ends',
  label: columns.ends,
  cell: ({ endsAt }) => (endsAt === undefined ? SHARING.never : <EndDay at={endsAt} />),
}

const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const DATE_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

function EndDay({ at }: { at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={DATE_AND_TIME.format(at)} className="share-day">
      {DATE.format(at)}
    </time>
  )
}

const VISITS: Column<Share> = {
  key: 'visits',
  label: columns.visits,
  cell: ({ visits, lastVisitedAt }) => (
    <span className="share-visits">
      {SHARING.visits(visits)}
      {lastVisitedAt !== undefined && (
        <Text span size="xs" c="dimmed">
          {SHARING.lastVisit} <Ago at={lastVisitedAt} />
        </Text>
      )}
    </span>
  ),
}

const TOOLS: Column<Share> = {
  key: 'tools',
  label: columns.action,
  labelHidden: true,
  align: 'right',
  cell: (share) => (
    <div className="share-tools">
      {share.url !== undefined && (
        <CopyButton value={share.url} what={SHARING.copyOf(share.name)} label={SHARING.copy} />
      )}
      <ChangeShare share={share} />
      <EndShare share={share} />
    </div>
  ),
}

const ENDED_TOOLS: Column<Share> = {
  key: 'tools',
  label: columns.action,
  labelHidden: true,
  align: 'right',
  cell: (share) => (
    <div className="share-tools">
      <ChangeShare share={share} />
      <RemoveShare share={share} />
    </div>
  ),
}
