import { expect, test } from 'vitest'
import { createTickets } from '../../server/auth/tickets.ts'
import type { UserId } from '../../server/ids.ts'
import { createTestClock } from '../support/vault-and-users.ts'

const ANNA = 1 as UserId

test('a ticket works once', () => {
  const tickets = createTickets(createTestClock())
  const ticket = tickets.create(ANNA)
  expect(tickets.use(`${ticket}x`)).toBeUndefined()
  expect(tickets.use(ticket)).toBe(ANNA)
  expect(tickets.use(ticket)).toBeUndefined()
})

test('a ticket works for a minute', () => {
  const clock = createTestClock()
  const tickets = createTickets(clock)
  const [early, late] = [tickets.create(ANNA), tickets.create(ANNA)]
  clock.move(59_999)
  expect(tickets.use(early)).toBe(ANNA)
  clock.move(1)
  expect(tickets.use(late)).toBeUndefined()
})
