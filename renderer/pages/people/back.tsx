import { Link } from '../../components/link.tsx'
import { PEOPLE } from '../../text/people.ts'

export function Back() {
  return <Link to="/people">{PEOPLE.title}</Link>
}
