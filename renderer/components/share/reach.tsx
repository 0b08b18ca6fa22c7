// Whom a link can reach, as far as the door decides it.
import { Alert, Anchor } from '@mantine/core'
import { useMe } from '../../client/me.ts'
import { linkTo } from '../../client/route.ts'
import { SHARING } from '../../text/sharing.ts'
import { isForThisComputer } from '../addresses.ts'
import { Icon } from '../icon.tsx'

/** @param url of any link: all begin alike */
export function Reach({ url }: { url: string }) {
  const { admin } = useMe()
  if (!isForThisComputer(url)) return null
  return (
    <Alert color="ember" title={SHARING.hereOnly} icon={<Icon name="computer" />}>
      {SHARING.hereOnlyWhy}{' '}
      {admin ? (
        <Anchor inherit {...linkTo('/doors')}>
          {SHARING.door}
        </Anchor>
      ) : (
        SHARING.askAdmin
      )}
    </Alert>
  )
}
