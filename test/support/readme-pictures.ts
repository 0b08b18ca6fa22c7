// The pictures of the README, small enough for a repository: the same look in 256 colours.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { PLAYER } from '../../renderer/text/player.ts'
import { SHELL } from '../../renderer/text/shell.ts'
import { type Look, listenToLink, type Opened, playAlbum, type Stage, settle } from './stage.ts'

const FOLDER = join(import.meta.dirname, '..', '..', 'build', 'pictures')
const DESKTOP = { width: 1280, height: 800, scale: 1.5 }
const PHONE = { width: 360, height: 740, scale: 1.25 }
const GAP = 24

export async function makeReadmePictures(stage: Stage, link: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  await withWindow(stage, { ...DESKTOP, colorScheme: 'light' }, async (opened) => {
    await playAlbum(stage, opened)
    await opened.page.getByRole('link', { name: SHELL.nav.home, exact: true }).first().click()
    await settle(opened.page)
    await save('home', await opened.page.screenshot())
  })
  await withWindow(stage, { ...DESKTOP, colorScheme: 'dark' }, async (opened) => {
    await playAlbum(stage, opened)
    await settle(opened.page)
    await save('album', await opened.page.screenshot())
  })
  await withWindow(stage, { ...DESKTOP, colorScheme: 'light' }, async (opened) => {
    await opened.goTo('/activity')
    await save('activity', await opened.page.screenshot())
  })
  await save('phone', await besideEachOther(await phones(stage, link)))
}

async function phones(stage: Stage, link: string): Promise<Buffer[]> {
  const pictures: Buffer[] = []
  const shown = [
    ['light', (opened) => opened.goTo('/library/albums')],
    ['dark', (opened) => openPlayer(stage, opened)],
    ['light', (opened) => listenToLink(opened, link)],
    ['dark', (opened) => opened.goTo('/doors')],
  ] as const satisfies [string, (opened: Opened) => Promise<void>][]
  for (const [colorScheme, show] of shown) {
    await withWindow(stage, { ...PHONE, colorScheme }, async (opened) => {
      await show(opened)
      pictures.push(await opened.page.screenshot())
    })
  }
  return pictures
}

async function openPlayer(stage: Stage, opened: Opened) {
  await playAlbum(stage, opened)
  await opened.page.getByRole('button', { name: PLAYER.open }).click()
  await settle(opened.page)
}

async function withWindow(stage: Stage, look: Look, use: (opened: Opened) => Promise<void>) {
  const opened = await stage.open(look)
  try {
    await use(opened)
  } finally {
    await opened.close()
  }
}

async function besideEachOther(pictures: readonly Buffer[]): Promise<Buffer> {
  const [width, height] = [PHONE.width * PHONE.scale, PHONE.height * PHONE.scale]
  const gap = GAP * PHONE.scale
  const background = { r: 0, g: 0, b: 0, alpha: 0 }
  const all = sharp({
    create: { width: (width + gap) * pictures.length - gap, height, channels: 4, background },
  })
  return all
    .composite(pictures.map((input, at) => ({ input, left: at * (width + gap), top: 0 })))
    .png()
    .toBuffer()
}

async function save(name: string, picture: Buffer): Promise<void> {
  const path = join(FOLDER, `${name}.png`)
  const { size } = await sharp(picture).png({ palette: true, effort: 10, compressionLevel: 9 }).toFile(path)
  process.stdout.write(`${path}, ${Math.round(size / 1000)} kB\n`)
}
