// The window with somebody in it, for pictures.
import type { Page } from 'playwright-core'
import { COMMON } from '../../renderer/text/common.ts'
import { MUSIC } from '../../renderer/text/library.ts'
import { PLAYER } from '../../renderer/text/player.ts'
import type { WindowPage } from './window-pages.ts'

export interface Look {
  readonly colorScheme: 'light' | 'dark'
  readonly width: number
  readonly height: number
  /** Pixels of the picture for one of the page. */
  readonly scale?: number
}

export interface Opened {
  readonly page: Page
  goTo(address: string): Promise<void>
  close(): Promise<void>
}

export interface Stage {
  readonly pages: readonly WindowPage[]
  open(look: Look, signedIn?: boolean): Promise<Opened>
}

/** Nothing is being read any more, and the covers are there. */
export async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.locator(`[role="status"][aria-label="${COMMON.loading}"]`).first().waitFor({ state: 'detached' })
  // No button lit up; covers fade in.
  await page.mouse.move(0, 0)
  await page.waitForTimeout(600)
}

/** As somebody without an account: a few seconds into the second song of a link, where it has one. */
export async function listenToLink({ page }: Opened, url: string): Promise<void> {
  await page.goto(url)
  const songs = page.locator('.song a')
  if ((await songs.count()) > 1) {
    await songs.nth(1).click()
    await page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>('#seek')?.value) >= 3)
    await page.evaluate(() => scrollTo(0, 0))
  }
  await settle(page)
}

/** Some seconds into the second song of the album. */
export async function playAlbum({ pages }: Stage, { page, goTo }: Opened): Promise<void> {
  await goTo(pages.find(({ name }) => name === 'album')!.address)
  await page.getByRole('button', { name: MUSIC.play, exact: true }).first().click()
  const player = page.getByRole('region', { name: PLAYER.region })
  await player.getByRole('button', { name: PLAYER.next }).click()
  await page.waitForFunction(
    () => Number(document.querySelector<HTMLInputElement>('.seek input')?.value) >= 7,
  )
  await page.mouse.move(0, 0)
}
