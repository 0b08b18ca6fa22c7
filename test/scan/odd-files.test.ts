import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lacks } from '../support/requires.ts'
import { createScannedLibrary, type ScannedLibrary, touch } from './scanned-library.ts'

let library: ScannedLibrary

beforeEach(() => {
  library = createScannedLibrary()
  library.write('Good/01.mp3', { title: 'Good' })
})

afterEach(() => library.close())

const paths = () => library.songs().flatMap(({ path, missing }) => (missing ? [] : [path]))

describe('a name', () => {
  test.each([
    ['with a newline', 'one\ntwo.mp3'],
    ['with quotes', `it's "quoted".mp3`],
    ['with percent signs', '100%25 %s %00.mp3'],
    ['with a backslash', 'back\\slash.mp3'],
    ['with wildcards of SQL and shells', '_%*?[a]{b}$HOME`x`.mp3'],
    ['of 255 bytes', `${'é'.repeat(125)}x.mp3`],
    ['of one letter beyond the BMP', '𝄞.mp3'],
    ['with a decomposed accent', 'Ame\u0301lie.mp3'],
    ['that begins with three dots', '...And So On.mp3'],
    ['with spaces at both ends', ' spaced .mp3'],
    ['with a replacement character of its own', 'what\ufffd.mp3'],
    ['in capitals', 'LOUD.MP3'],
    ['that looks like an option', '--help.mp3'],
  ])('%s is scanned, found again and missed', async (_, name) => {
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
    copyFileSync(library.at('Good/01.mp3'), library.at(name))
    rmSync(library.at('Good'), { recursive: true })
    writeFileSync(library.at('so that the folder is not empty.md'), '')
    expect(await library.scan()).toMatchObject({ added: 1, problems: 0 })
    expect(paths()).toEqual([name])
    expect(await library.scan()).toMatchObject({ added: 0, changed: 0, missing: 0 })
    rmSync(library.at(name))
    expect(await library.scan()).toMatchObject({ missing: 1 })
  })

  test('of folders and files sorts as the database does, whatever is in it', async () => {
    const names = ['a', 'a b', 'a-b', 'a/b', 'a.b', 'a0', 'Ä', '\ue000', '\ufb01', '😀', 'z', '!', '/gone']
    for (const first of names) {
      for (const second of names) library.write(`${first}/${second}.mp3`, {}, { seed: `${first} ${second}` })
    }
    await library.scan()
    const before = library.songs()
    expect(await library.scan()).toMatchObject({ added: 0, changed: 0, moved: 0, missing: 0 })
    expect(library.songs()).toEqual(before)
  })

  test.skipIf(process.platform !== 'linux')(
    'that is no UTF-8 is a problem, of a file and of a folder',
    async () => {
      const bytes = readFileSync(library.at('Good/01.mp3'))
      const odd = (...parts: (string | number[])[]) =>
        Buffer.concat([
          Buffer.from(`${library.musicDir}/`),
          ...parts.map((part) => Buffer.from(part as string)),
        ])
      writeFileSync(odd('caf', [0xe9], '.mp3'), bytes)
      writeFileSync(odd('caf', [0xe8], '.mp3'), bytes)
      writeFileSync(odd('picture', [0xe8], '.png'), '')
      mkdirSync(odd('M', [0xfc], 'ller'))
      writeFileSync(odd('M', [0xfc], 'ller/01.mp3'), bytes)
      expect(await library.scan()).toMatchObject({ added: 1, problems: 3 })
      expect(library.problems().map(({ path }) => path)).toEqual([
        'M\\xFCller',
        'caf\\xE8.mp3',
        'caf\\xE9.mp3',
      ])
    },
  )
})

describe('left out are', () => {
  test('hidden files and folders, rubbish bins and folders with a marker', async () => {
    for (const folder of [
      '.hidden',
      '@eaDir',
      '$RECYCLE.BIN',
      'Marked',
      'Marked/Below',
      'System Volume Information',
    ]) {
      library.write(`${folder}/01.mp3`)
    }
    library.write('._01.mp3')
    writeFileSync(library.at('Marked/.nomedia'), '')
    writeFileSync(library.at('Thumbs.db'), '')
    expect(await library.scan()).toMatchObject({ seen: 1, problems: 0 })
    expect(paths()).toEqual(['Good/01.mp3'])
  })

  test('a folder that got its marker later; it comes back when that goes', async () => {
    library.write('Other/01.mp3')
    await library.scan()
    writeFileSync(library.at('Other/.nomedia'), '')
    expect(await library.scan()).toMatchObject({ missing: 1 })
    rmSync(library.at('Other/.nomedia'))
    expect(await library.scan()).toMatchObject({ missing: 0 })
    expect(paths()).toEqual(['Good/01.mp3', 'Other/01.mp3'])
  })
})

describe('a broken file', () => {
  beforeEach(() => {
    writeFileSync(library.at('empty.mp3'), '')
    writeFileSync(library.at('text.flac'), 'This is a letter.')
  })

  test('is a problem, and the scan goes on', async () => {
    expect(await library.scan()).toMatchObject({ seen: 3, added: 1, problems: 2 })
    expect(library.problems().map(({ path }) => path)).toEqual(['empty.mp3', 'text.flac'])
    expect(paths()).toEqual(['Good/01.mp3'])
  })

  test('is not read again until it changes', async () => {
    await library.scan()
    expect(await library.scan()).toMatchObject({ problems: 2 })
    expect(library.readFiles).toEqual([])
    library.write('empty.mp3')
    touch(library.at('empty.mp3'))
    expect(await library.scan()).toMatchObject({ added: 1, problems: 1 })
    expect(library.readFiles).toEqual(['music/empty.mp3'])
  })

  test('is read again in a full scan, and forgotten when it is gone', async () => {
    await library.scan()
    await library.scan({ full: true })
    expect(library.readFiles).toHaveLength(3)
    rmSync(library.at('empty.mp3'))
    expect(await library.scan()).toMatchObject({ problems: 1 })
  })

  test('that was a song before stays one', async () => {
    await library.scan()
    truncateSync(library.at('Good/01.mp3'), 3)
    expect(await library.scan()).toMatchObject({ missing: 0, problems: 3 })
    expect(paths()).toEqual(['Good/01.mp3'])
  })
})

describe('what is no ordinary file', () => {
  test.skipIf(process.platform === 'win32' || lacks('mkfifo'))('is never opened: a named pipe', async () => {
    execFileSync('mkfifo', [library.at('pipe.mp3')])
    expect(await library.scan()).toMatchObject({ added: 1, problems: 1 })
    expect(library.problems()).toMatchObject([{ path: 'pipe.mp3', reason: 'it is no ordinary file' }])
  })

  test('a folder with the name of a song is a folder', async () => {
    library.write('Album.mp3/01.mp3')
    expect(await library.scan()).toMatchObject({ added: 2, problems: 0 })
  })
})

describe.skipIf(process.platform === 'win32')('a link', () => {
  const link = (target: string, path: string) => {
    mkdirSync(dirname(library.at(path)), { recursive: true })
    symlinkSync(target, library.at(path))
  }

  test('to a file or folder outside is followed, once', async () => {
    library.write('../outside/Album/01.mp3')
    library.write('../outside/single.mp3')
    link(library.beside('outside/Album'), 'Linked')
    link(library.beside('outside/Album'), 'Linked again')
    link(library.beside('outside/single.mp3'), 'single.mp3')
    expect(await library.scan()).toMatchObject({ added: 3, problems: 1 })
    expect(paths()).toEqual(['Good/01.mp3', 'Linked/01.mp3', 'single.mp3'])
  })

  test('that leads in a circle is a problem', async () => {
    link('..', 'Good/up')
    link('.', 'Good/here')
    link(library.musicDir, 'Deep/er/root')
    link('loop-b', 'loop-a')
    link('loop-a', 'loop-b')
    library.write('../outside/01.mp3')
    symlinkSync(library.beside('outside'), library.beside('outside/myself'))
    link(library.beside('outside'), 'Outside')
    expect(await library.scan()).toMatchObject({ added: 2, problems: 6 })
    expect(paths()).toEqual(['Good/01.mp3', 'Outside/01.mp3'])
  })

  test('that leads nowhere keeps what was behind it', async () => {
    library.write('../drive/Album/01.mp3')
    link(library.beside('drive'), 'Drive')
    await library.scan()
    rmSync(library.beside('drive'), { recursive: true })
    expect(await library.scan()).toMatchObject({ missing: 0, problems: 1 })
    expect(paths()).toEqual(['Drive/Album/01.mp3', 'Good/01.mp3'])
  })
})

describe('what this user may not read', () => {
  /** Root may read everything: as somebody else, then. */
  async function scanAsNobody() {
    if (process.getuid?.() !== 0) return library.scan()
    chmodSync(library.beside('.'), 0o777)
    for (const suffix of ['', '-wal', '-shm']) chmodSync(library.dbPath + suffix, 0o666)
    process.seteuid!(65534)
    try {
      return await library.scan()
    } finally {
      process.seteuid!(0)
    }
  }

  test.skipIf(process.platform === 'win32')('is a problem; songs known in it stay', async () => {
    library.write('Locked/01.mp3')
    library.write('locked.mp3')
    await library.scan()
    library.write('Closed/01.mp3')
    for (const name of ['Locked', 'locked.mp3', 'Closed']) chmodSync(library.at(name), 0)
    touch(library.at('locked.mp3'))
    expect(await scanAsNobody()).toMatchObject({ added: 0, missing: 0, problems: 3 })
    expect(paths()).toEqual(['Good/01.mp3', 'Locked/01.mp3', 'locked.mp3'])
    expect(library.problems().map(({ path }) => path)).toEqual(['Closed', 'Locked', 'locked.mp3'])
    for (const name of ['Locked', 'Closed']) chmodSync(library.at(name), 0o755)
  })
})

test('a path longer than the system allows does not end the scan', async () => {
  const name = 'd'.repeat(200)
  const start = process.cwd()
  process.chdir(library.musicDir)
  try {
    for (let depth = 0; depth < 25; depth++) {
      mkdirSync(name)
      process.chdir(name)
    }
    copyFileSync(join(library.musicDir, 'Good/01.mp3'), '01.mp3')
  } finally {
    process.chdir(start)
  }
  expect(await library.scan()).toMatchObject({ added: 1, problems: 1 })
})
