import { expect, test } from 'vitest'
import { endRecoveryLinks } from '../../server/auth/end-access.ts'
import {
  LINK_LIFE_MS,
  makeRecoveryToken,
  putBackRecoveryLink,
  takeRecoveryLink,
} from '../../server/auth/recovery-links.ts'
import { createVaultAndUsers } from '../support/vault-and-users.ts'

async function setUp() {
  const made = createVaultAndUsers()
  const { id } = await made.users.create({ name: 'bob', password: 'bobpass' })
  return { ...made, id }
}

test('a link is good once, and again when what it was for failed', async () => {
  const { id, ...deps } = await setUp()
  const token = makeRecoveryToken(deps, id)
  const link = takeRecoveryLink(deps, token)
  expect(link).toMatchObject({ userId: id, expiresAt: deps.clock.now() + LINK_LIFE_MS })
  expect(takeRecoveryLink(deps, token)).toBeUndefined()
  putBackRecoveryLink(deps.db, link!)
  expect(takeRecoveryLink(deps, token)).toEqual(link)
})

test('a link lives for its time only, also by a clock put back', async () => {
  const { id, ...deps } = await setUp()
  const late = makeRecoveryToken(deps, id)
  deps.clock.move(LINK_LIFE_MS)
  expect(takeRecoveryLink(deps, late)).toBeUndefined()
  const early = makeRecoveryToken(deps, id)
  deps.clock.move(-1)
  expect(takeRecoveryLink(deps, early)).toBeUndefined()
})

test.each([
  ['all links are ended', ({ db }: Awaited<ReturnType<typeof setUp>>) => endRecoveryLinks(db)],
  ['a newer one is made', (made: Awaited<ReturnType<typeof setUp>>) => makeRecoveryToken(made, made.id)],
  [
    'its user is disabled',
    ({ users, id }: Awaited<ReturnType<typeof setUp>>) => users.update(id, { disabled: true }),
  ],
])('a link in use does not come back once %s', async (_, end) => {
  const made = await setUp()
  const token = makeRecoveryToken(made, made.id)
  const link = takeRecoveryLink(made, token)!
  await end(made)
  putBackRecoveryLink(made.db, link)
  expect(takeRecoveryLink(made, token)).toBeUndefined()
})
