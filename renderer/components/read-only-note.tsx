import { linkTo } from '../client/route.ts'
import { READ_ONLY } from '../text/doors.ts'
import { Icon } from './icon.tsx'

/** In the place of controls that read-only mode takes away. */
export function ReadOnlyNote({ words = READ_ONLY.hidden }: { words?: string }) {
  return (
    <p className="read-only-note">
      <Icon name="lock" size={15} />
      <span>
        {words} <a {...linkTo('/doors')}>{READ_ONLY.where}</a>
      </span>
    </p>
  )
}
