// The desktop app opens its window here with a ticket behind `#`.
import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '../../client/call.ts'
import { navigate, takeFragment } from '../../client/route.ts'
import { useEnter } from '../../client/session.ts'
import { PageLoader } from '../../components/page-states.tsx'

export function Ticket() {
  const enter = useEnter()
  const { mutate } = useMutation({
    mutationFn: (ticket: string) => call('sessions.useTicket', { ticket }),
    // A used one is no harm: whoever is signed in already sees their page, everybody else the one to sign in.
    onSettled: async () => {
      const to = pageAfter(location.search)
      await enter()
      navigate(to, { replace: true })
    },
  })
  useEffect(() => {
    const ticket = takeFragment()
    if (ticket === '') navigate('/')
    else mutate(ticket)
  }, [mutate])
  return <PageLoader />
}

/** A path of this window, and never an address of another one. */
function pageAfter(search: string): string {
  const to = new URLSearchParams(search).get('to') ?? '/'
  return /^\/[a-z][a-z/]*$/.test(to) ? to : '/'
}
