import type { Contributor } from '../../../server/contract/music.ts'
import { ALBUM } from '../../text/album.ts'
import { Facts } from '../facts.tsx'
import { Link } from '../link.tsx'

/** Who did what, one line a role, each name once. */
export function Credits({ credits }: { credits: readonly Contributor[] }) {
  return (
    <Facts
      facts={[...byRole(credits)].map(([role, people]) => [
        role,
        <ul key={role} className="names">
          {[...people].map(([id, name]) => (
            <li key={id}>
              <Link to={`/artist/${id}`}>{name}</Link>
            </li>
          ))}
        </ul>,
      ])}
    />
  )
}

function byRole(credits: readonly Contributor[]): Map<string, Map<string, string>> {
  const roles = new Map<string, Map<string, string>>()
  for (const { role, subRole, artist } of credits) {
    const name = ALBUM.roles[role] ?? role
    const label = subRole ? `${name} (${subRole})` : name
    const people = roles.get(label) ?? new Map<string, string>()
    people.set(artist.id, artist.name)
    roles.set(label, people)
  }
  return roles
}
