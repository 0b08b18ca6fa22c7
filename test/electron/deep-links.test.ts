import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { pageAmong, pageOfLink, setupDeepLinks } from '../../electron/deep-links.ts'
import { closeElectron, openUrl, resetElectron, world } from '../support/electron/control.ts'
import { pathsOfWindow } from '../support/window-pages.ts'

const NAMES = [
  'home',
  'search',
  'albums',
  'artists',
  'songs',
  'playlists',
  'people',
  'connect',
  'activity',
  'backups',
  'settings',
  'doors',
  'doctor',
  'you',
]

beforeEach(() => resetElectron())
afterAll(() => closeElectron())

describe('a link', () => {
  test.each(NAMES)('lockgroove://%s leads to a page that the window has', (name) => {
    const page = pageOfLink(`lockgroove://${name}`)!
    const known = pathsOfWindow().map((path) => path.replace(':view', '[a-z]+'))
    expect(known.some((path) => new RegExp(`^${path}$`).test(page))).toBe(true)
    expect(pageOfLink(`lockgroove://${name}/`)).toBe(page)
  })

  test.each([
    '',
    'lockgroove:',
    'lockgroove://',
    'lockgroove:people',
    'lockgroove://nowhere',
    'lockgroove://people/1',
    'lockgroove://people?x=1',
    'lockgroove://people#x',
    'lockgroove://people/../doors',
    'lockgroove://constructor',
    'lockgroove://user@people',
    'lockgroove://people:80',
    'LOCKGROOVE://PEOPLE',
    'https://people',
    ' lockgroove://people',
    'lockgroove://people\nx',
  ])('%j leads nowhere', (link) => {
    expect(pageOfLink(link)).toBe(undefined)
  })

  test('is found among the words of a start', () => {
    expect(pageAmong(['/opt/lockgroove', '--no-sandbox', 'lockgroove://doors'])).toBe('/doors')
    expect(pageAmong(['/opt/lockgroove', '--hidden'])).toBe(undefined)
  })
})

describe('links of the system', () => {
  test('are taken by an app that is installed, and by no other', () => {
    setupDeepLinks(() => {})
    expect(world.protocolClients.has('lockgroove')).toBe(false)
    world.isPackaged = true
    setupDeepLinks(() => {})
    expect(world.protocolClients.has('lockgroove')).toBe(true)
  })

  test('that macOS hands over open their page, or nothing', () => {
    const opened: string[] = []
    setupDeepLinks((path) => opened.push(path))
    expect(openUrl('lockgroove://doors').defaultPrevented).toBe(true)
    openUrl('lockgroove://doors/../../etc')
    expect(opened).toEqual(['/doors'])
  })
})
