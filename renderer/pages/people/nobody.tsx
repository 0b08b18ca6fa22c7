import { Button } from '@mantine/core'
import { linkTo } from '../../client/route.ts'
import { Page } from '../../components/page.tsx'
import { EmptyState } from '../../components/page-states.tsx'
import { PEOPLE } from '../../text/people.ts'
import { Back } from './back.tsx'

export function Nobody() {
  return (
    <Page title={PEOPLE.title} kicker={<Back />}>
      <EmptyState
        icon="people"
        title={PEOPLE.person.notFound}
        action={
          <Button component="a" variant="light" {...linkTo('/people')}>
            {PEOPLE.person.back}
          </Button>
        }
      />
    </Page>
  )
}
