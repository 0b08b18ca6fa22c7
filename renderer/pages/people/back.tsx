import { Icon } from '../../components/icon.tsx'
import { Link } from '../../components/link.tsx'
import { PEOPLE } from '../../text/people.ts'

export function Back() {
  return (
    <Link to="/people" className="back-link">
      <Icon name="left" size={15} />
      {PEOPLE.title}
    </Link>
  )
}
