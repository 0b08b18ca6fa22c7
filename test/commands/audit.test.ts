import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../server/db/open.ts'
import { type CommandLine, createCommandLine } from '../support/command-line.ts'

let line: CommandLine
beforeAll(async () => {
  line = createCommandLine()
  await line.run(['user', 'add', 'Anna', '--admin', '--password-stdin'], { input: 'the owl knows the way' })
  for (const word of ['on', 'off']) await line.run(['read-only', word])
})
afterAll(() => line.close())

function change(sql: string) {
  const db = openDatabase(join(line.folder, 'data', 'lockgroove.db'))
  db.exec(sql)
  db.close()
}

describe('lockgroove audit', () => {
  test('shows what happened, newest last, one line each', async () => {
    const { code, out } = await line.run(['audit', 'show'])
    expect(code).toBe(0)
    const lines = out.trim().split('\n')
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}user\.created +command line {2}→ Anna/)
    expect(lines.at(-1)).toMatch(/setting\.changed +command line {2}→ readOnly {2}value=off$/)
  })

  test('shows a part: by event, number and time, and as JSON', async () => {
    const json = async (...words: string[]) =>
      JSON.parse((await line.run(['audit', 'show', '--json', ...words])).out)
    expect(await json('--event', 'setting')).toMatchObject([
      { detail: { value: 'on' } },
      { detail: { value: 'off' } },
    ])
    expect(await json('--count', '1')).toMatchObject([{ event: 'setting.changed', detail: { value: 'off' } }])
    expect((await json('--since', '1h')).length).toBeGreaterThan(2)
    expect(await json('--since', '2999-01-01')).toEqual([])
    expect((await line.run(['audit', 'show', '--since', '2999-01-01'])).out).toBe('No such entries.\n')
  })

  test('says what it leaves out, and which events there are when none fits', async () => {
    const one = await line.run(['audit', 'show', '--count', '1'])
    expect(one).toMatchObject({ code: 0, err: 'Only the newest 1: --count 100000 shows all.\n' })
    expect((await line.run(['audit', 'show'])).err).toBe('')
    expect((await line.run(['audit', 'show', '--event', 'stting'])).out).toMatch(
      /^No such entries\. Events in the log: .*setting\.changed, user\.created\.\n$/,
    )
  })

  test.each([
    { args: [], sentence: /Say show or verify/ },
    { args: ['show', 'me'], sentence: /Too many words: me/ },
    { args: ['show', '--since', 'yesterday'], sentence: /--since: expected/ },
    { args: ['show', '--count', '0'], sentence: /--count: expected a number from 1/ },
    { args: ['show', '--count', '1e9'], sentence: /--count: expected a number from 1/ },
  ])('answers 2 to $args', async ({ args, sentence }) => {
    expect(await line.run(['audit', ...args])).toMatchObject({
      code: 2,
      err: expect.stringMatching(sentence),
    })
  })

  test('gives a terminal no orders, whoever wrote them into the log', async () => {
    change(
      "INSERT INTO audit_log (at, event, actor, mac) VALUES (0, 'panic', 'x' || char(27) || '[2J' || char(8238), '')",
    )
    const { out } = await line.run(['audit', 'show', '--event', 'panic'])
    expect(out).toContain('x\ufffd[2J\ufffd')
    change("DELETE FROM audit_log WHERE event = 'panic'")
    change('UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM audit_log)')
  })

  test('verifies with 0, and with 1 what somebody changed or what cannot be looked at', async () => {
    expect(await line.run(['audit', 'verify'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/entries, none changed or missing\.\n$/),
    })
    const shut = await line.run(['audit', 'verify'], {
      environment: { LOCKGROOVE_MASTER_KEY: 'another master key: 32 letters..' },
    })
    expect(shut).toMatchObject({ code: 1, err: expect.stringMatching(/cannot be verified/) })

    change("UPDATE audit_log SET actor = 'Bo' WHERE id = 1")
    const { code, out } = await line.run(['audit', 'verify'])
    expect(code).toBe(1)
    expect(out).toMatch(/^WRONG {2}Entry 1: something was changed/)
    const verdict = JSON.parse((await line.run(['audit', 'verify', '--json'])).out)
    expect(verdict).toMatchObject({ ok: false, problems: [expect.any(String)] })
  })
})
