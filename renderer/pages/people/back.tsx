import { Icon } from '../../components/icon.tsx'
import { Link } from '../../components/link.tsx'
import { PEOPLE } from '../../text/people.ts'
import './people.css'

/** To everybody, or to the one the page is about. */
export function Back({ user }: { user?: { readonly id: number; readonly name: string } }) {
  return (
    <Link to={user ? `/people/${user.id}` : '/people'} className="back-link">
      <Icon name="left" size={15} />
      {user?.name ?? PEOPLE.title}
    </Link>
  )
}
