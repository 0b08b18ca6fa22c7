import { expect, test } from 'vitest'
import { topicsOf } from '../../../../renderer/pages/home/topics.ts'

const finding = (about: string, state: 'fine' | 'look' | 'wrong') => ({ about, state, sentence: about })

test('topicsOf puts what is wrong first, groups by where it is mended, and leaves out what is fine', () => {
  const topics = topicsOf([
    finding('database', 'fine'),
    finding('recovery key', 'look'),
    finding('backups', 'wrong'),
    finding('vault', 'look'),
    finding('read-only', 'look'),
    finding('something new', 'look'),
  ])
  expect(topics.map(({ name, to, state }) => [name, to, state])).toEqual([
    ['backups', '/backups', 'wrong'],
    ['keys', '/doctor', 'look'],
    ['other', '/doctor', 'look'],
  ])
  expect(topics[1]?.findings).toHaveLength(2)
})

test('topicsOf lets the worst finding speak for its topic', () => {
  expect(topicsOf([finding('scan', 'wrong'), finding('music', 'look')])[0]?.state).toBe('wrong')
})
