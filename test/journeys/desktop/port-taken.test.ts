// Somebody else listens where Lockgroove wants to: who, what can be done, and that it is remembered.
import { mkdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../../support/chromium.ts'
import { createDesktopComputer, type DesktopApp, type DesktopComputer } from '../../support/desktop-app.ts'
import { startTestServer } from '../../support/server.ts'

describe.skipIf(chromiumPath === undefined)('a port that is taken', () => {
  let computer: DesktopComputer
  let lockgroove: DesktopApp
  let other: Server | undefined

  beforeAll(async () => {
    computer = await createDesktopComputer('empty')
    // As people start it: the ports are the usual ones, or those that were chosen before.
    delete computer.environment['LOCKGROOVE_PORT']
    delete computer.environment['LOCKGROOVE_CONSOLE_PORT']
  })
  afterEach(async () => {
    await giveBack()
    await lockgroove?.quit()
  })
  afterAll(() => computer?.close())

  async function take(port = 0): Promise<number> {
    const made = createServer((socket) => socket.resume().end('mine\r\n'))
    other = made
    await new Promise<void>((resolve) => made.listen(port, '127.0.0.1', resolve))
    return (made.address() as AddressInfo).port
  }

  async function giveBack() {
    const made = other
    other = undefined
    if (made) await new Promise((resolve) => made.close(resolve))
  }

  async function freePort(): Promise<number> {
    const port = await take()
    await giveBack()
    return port
  }

  function remember(ports: object) {
    const folder = join(computer.dataDir, 'desktop')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'desktop.json'), JSON.stringify(ports))
  }

  test('by another program is said on the start page; another one is used from then on', async () => {
    const consolePort = await freePort()
    const port = await take()
    remember({ port, consolePort })
    lockgroove = await computer.start()
    const page = await lockgroove.page()
    await page.getByText(`Another program uses port ${port}`).waitFor()
    expect(lockgroove.desktop.store.now()).toMatchObject({
      server: 'failed',
      sentence: expect.stringMatching('Another'),
    })
    await page.getByRole('button', { name: 'another port' }).click()
    const chosen = Number(new URL((await lockgroove.server()).musicUrls[0]!).port)
    expect((chosen - port) % 10).toBe(0)
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    expect(new URL(page.url()).port).toBe(String(consolePort))

    await lockgroove.quit()
    lockgroove = await computer.start()
    expect((await lockgroove.server()).musicUrls[0]).toContain(`:${chosen}`)
  })

  test('by another Lockgroove is said in other words, also where it is the port of the window', async () => {
    const { server, close } = await startTestServer({ library: 'empty' })
    try {
      const consolePort = Number(new URL(server.consoleUrl).port)
      remember({ port: await freePort(), consolePort })
      lockgroove = await computer.start()
      const page = await lockgroove.page()
      await page.getByText(`Another Lockgroove already uses port ${consolePort}`).waitFor()
      await page.getByRole('button', { name: 'another port' }).click()
      expect(new URL((await lockgroove.server()).consoleUrl).port).not.toBe(String(consolePort))
    } finally {
      await close()
    }
  })

  test('is used again when it has become free', async () => {
    const consolePort = await freePort()
    const port = await take()
    remember({ port, consolePort })
    lockgroove = await computer.start()
    const page = await lockgroove.page()
    await page.getByText(`port ${port}`).first().waitFor()
    await giveBack()
    await page.getByRole('button', { name: 'Try again' }).click()
    expect((await lockgroove.server()).musicUrls[0]).toContain(`:${port}`)
  })

  test('by a setting of this start cannot be got around in the window', async () => {
    remember({ consolePort: await freePort() })
    const port = await take()
    lockgroove = await computer.start({
      environment: { ...computer.environment, LOCKGROOVE_PORT: String(port) },
      backOffMs: [50],
    })
    const page = await lockgroove.page()
    await page.getByText('LOCKGROOVE_PORT').first().waitFor()
    expect(await page.getByRole('button', { name: 'another port' }).count()).toBe(0)
    // By itself, once the other program is gone.
    await giveBack()
    expect((await lockgroove.server()).musicUrls[0]).toContain(`:${port}`)
  })
})
