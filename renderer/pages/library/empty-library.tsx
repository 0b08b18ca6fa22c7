import { Button } from '@mantine/core'
import { useMe } from '../../client/me.ts'
import { linkTo } from '../../client/route.ts'
import { EmptyState } from '../../components/page-states.tsx'
import { LIBRARY } from '../../text/library.ts'

/** Nothing at all to listen to. Who can do something about it finds the way. */
export function EmptyLibrary() {
  const { admin } = useMe()
  const action = admin ? (
    <Button component="a" variant="light" {...linkTo('/settings')}>
      {LIBRARY.empty.admin}
    </Button>
  ) : undefined
  return (
    <EmptyState icon="album" title={LIBRARY.empty.title} action={action}>
      {LIBRARY.empty.words}
    </EmptyState>
  )
}
