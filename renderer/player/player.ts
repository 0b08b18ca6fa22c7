// The player: one for the window, outside React, so that music goes on while pages come and go.
//
//   player.play(songs, 3)      these songs, from the fourth on       usePlayer()      what is playing, for components
//   player.playNext(songs)     player.add(songs)                     usePlayerTime()  position and length, several times a second
import { useSyncExternalStore } from 'react'
import type { MusicAnswers } from '../../server/contract/music.ts'
import { CallFailed } from '../client/call.ts'
import { suspectServer } from '../client/events.ts'
import { music, streamUrl } from '../client/music.ts'
import { onSignOut } from '../client/session.ts'
import { toast } from '../components/toast.tsx'
import { PLAYER } from '../text/player.ts'
import { type AudioPair, createAudioPair } from './audio.ts'
import { createPlays } from './plays.ts'
import {
  currentOf,
  EMPTY,
  type Entry,
  moved,
  nextIndex,
  previousIndex,
  type Queue,
  type Repeat,
  replaced,
  restored,
  type Song,
  shuffled,
  withAdded,
  withNext,
  without,
  withSong,
} from './queue.ts'
import { forgetRemembered, recall, remember } from './remember.ts'
import { findTrouble } from './trouble.ts'

export type { Entry, Repeat, Song } from './queue.ts'

export interface PlayerState {
  readonly queue: Queue
  readonly entry: Entry | undefined
  /** Of the entry, once it is known. */
  readonly current: Song | undefined
  /** It plays, or would if it had something to play from. */
  readonly isPlaying: boolean
  readonly isLoading: boolean
  /** The server went away in the middle of a song. */
  readonly isWaiting: boolean
  readonly volume: number
  readonly isMuted: boolean
}

export interface PlayerTime {
  readonly position: number
  readonly duration: number
}

const READY_BEFORE_SEC = 30
const RESTART_AFTER_SEC = 4
const LOOK_AGAIN_MS = 2000
const STALL_MS = 2500
const SAVE_MS = 5000
const MOST_FAILURES = 10

const STILL: PlayerTime = { position: 0, duration: 0 }
let state: PlayerState = {
  queue: EMPTY,
  entry: undefined,
  current: undefined,
  isPlaying: false,
  isLoading: false,
  isWaiting: false,
  volume: 1,
  isMuted: false,
}
let time = STILL
let user: string | undefined
let failures = 0
let retriedKey: number | undefined
let waitTimer: ReturnType<typeof setTimeout> | undefined
let stallTimer: ReturnType<typeof setTimeout> | undefined
let savedAt = 0
/** The entry that is loaded; a restored one is loaded when it is to be played. */
let loadedKey: number | undefined
let pendingPosition = 0
const listeners = new Set<() => void>()
const plays = createPlays()
let pair: AudioPair | undefined

/** Made when something is played: a window that plays nothing has no audio. */
function audio(): AudioPair {
  pair ??= createAudioPair({
    onTime: noteTime,
    onEnded: () => goOn(false),
    onState: noteState,
    onError: (code) => void noteTrouble(code),
    onBlocked() {
      update({ isPlaying: false, isLoading: false })
      toast({ text: PLAYER.blocked, tone: 'trouble' })
    },
  })
  return pair
}

export const player = {
  /** These songs instead of what was in the queue. */
  play(songs: readonly Song[], index = 0) {
    setQueue(replaced(state.queue, songs, index))
    failures = 0
    start(true)
  },
  playNext(songs: readonly Song[]) {
    if (songs.length === 0) return
    addSongs(withNext(state.queue, songs), PLAYER.addedNext(songs.length))
  },
  add(songs: readonly Song[]) {
    if (songs.length === 0) return
    addSongs(withAdded(state.queue, songs), PLAYER.added(songs.length))
  },
  toggle() {
    if (state.isPlaying) player.pause()
    else player.resume()
  },
  pause() {
    clearTimeout(waitTimer)
    pair?.pause()
    if (state.isWaiting) {
      // What is loaded has come to nothing; it is to be loaded again.
      loadedKey = undefined
      pendingPosition = time.position
    }
    update({ isPlaying: false, isLoading: false, isWaiting: false })
    save()
  },
  resume() {
    if (!state.entry) return
    failures = 0
    if (loadedKey !== state.entry.key) return start(true, pendingPosition)
    update({ isPlaying: true })
    audio().play()
  },
  next: () => goOn(true),
  previous() {
    const index = previousIndex(state.queue)
    if (time.position > RESTART_AFTER_SEC || index === undefined) player.seek(0)
    else goTo(index)
  },
  seek(position: number) {
    const { duration } = time
    const wanted = Math.max(0, duration > 0 ? Math.min(position, duration - 0.2) : position)
    if (loadedKey === undefined) pendingPosition = wanted
    else audio().seek(wanted)
    setTime({ position: wanted, duration })
  },
  setVolume(volume: number) {
    update({ volume: Math.min(Math.max(volume, 0), 1), isMuted: false })
    pair?.setVolume(state.volume, state.isMuted)
    save()
  },
  toggleMute() {
    update({ isMuted: !state.isMuted })
    pair?.setVolume(state.volume, state.isMuted)
  },
  toggleShuffle() {
    setQueue(shuffled(state.queue, !state.queue.shuffled))
  },
  cycleRepeat() {
    const after: Record<Repeat, Repeat> = { off: 'all', all: 'one', one: 'off' }
    setQueue({ ...state.queue, repeat: after[state.queue.repeat] })
  },
  jumpTo(key: number) {
    const index = state.queue.entries.findIndex((entry) => entry.key === key)
    if (index !== -1) goTo(index)
  },
  move(key: number, to: number) {
    setQueue(moved(state.queue, key, to))
  },
  remove(key: number) {
    const before = state
    setQueue(without(state.queue, key))
    if (before.entry?.key !== key) return
    if (state.entry) start(before.isPlaying)
    else player.stop()
  },
  /** Puts a queue back as it was, without touching what plays. */
  restore(queue: Queue) {
    const current = state.entry
    const index = queue.entries.findIndex(({ key }) => key === current?.key)
    setQueue({ ...queue, index: index === -1 ? queue.index : index })
    if (index === -1) start(false)
  },
  stop() {
    clearTimeout(waitTimer)
    pair?.stop()
    loadedKey = undefined
    pendingPosition = 0
    plays.end()
    setQueue({ ...state.queue, entries: [], index: -1 })
    update({ isPlaying: false, isLoading: false, isWaiting: false })
    setTime(STILL)
  },
  /** Asks for what is not known yet of these songs of the queue. */
  learn(ids: readonly string[]) {
    for (const id of ids) void learnSong(id)
  },
}

export type Player = typeof player

let view: PlayerState & Player = { ...state, ...player }

/** The same object until something changes. */
export function usePlayer(): PlayerState & Player {
  return useSyncExternalStore(subscribe, () => view)
}

export function usePlayerTime(): PlayerTime {
  return useSyncExternalStore(subscribe, () => time)
}

export function playerState(): PlayerState {
  return state
}

export function playerTime(): PlayerTime {
  return time
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** For the person who is signed in: what they left is there again, paused. */
export function openPlayer(name: string): void {
  user = name
  const left = recall(name)
  // Of somebody else, whose session ended here.
  if (!left) forgetRemembered()
  if (!left || state.entry) return
  update({ volume: left.volume })
  setQueue(restored({ ...EMPTY, repeat: left.repeat, shuffled: left.shuffled }, left.ids, left.index))
  const entry = currentOf(state.queue)
  if (!entry) return
  pendingPosition = left.position
  setTime({ position: left.position, duration: 0 })
  player.learn([entry.id])
}

export function setPlaysSilent(silent: boolean): void {
  plays.setSilent(silent)
}

/** The session has ended: the music stops, and for whoever it belongs to it is there again as after a reload. */
export function leavePlayer(): void {
  // Another window may hold a queue where this one has none.
  if (state.entry) save()
  user = undefined
  player.stop()
  setQueue(EMPTY)
}

// With whoever signs out goes what they heard.
onSignOut(() => {
  leavePlayer()
  forgetRemembered()
})

/** Before the page goes: a reload comes back to this second. */
export function saveNow(): void {
  save()
}

function addSongs(queue: Queue, text: string) {
  const wasEmpty = !state.entry
  const before = state.queue
  setQueue(queue)
  if (wasEmpty) start(false)
  toast({ text, undo: () => (wasEmpty ? player.stop() : player.restore(before)) })
}

function goTo(index: number) {
  setQueue({ ...state.queue, index })
  start(true)
}

function goOn(asked: boolean) {
  const index = nextIndex(state.queue, asked)
  if (index !== undefined) return goTo(index)
  plays.end()
  pair?.pause()
  if (asked) return
  // At the end: ready to be played again from the first.
  setQueue({ ...state.queue, index: 0 })
  start(false)
}

/** Loads the current entry. */
function start(playIt: boolean, at = 0) {
  clearTimeout(waitTimer)
  const { entry } = state
  if (!entry) return player.stop()
  retriedKey = undefined
  setTime({ position: at, duration: entry.song?.duration ?? 0 })
  if (!playIt) {
    pair?.stop()
    loadedKey = undefined
    pendingPosition = at
    update({ isPlaying: false, isLoading: false, isWaiting: false })
    return
  }
  load(entry, at)
  plays.begin(entry.id)
}

function load(entry: Entry, at: number) {
  loadedKey = entry.key
  pendingPosition = 0
  update({ isPlaying: true, isLoading: true, isWaiting: false })
  audio().load(streamUrl(entry.id), at)
  audio().setVolume(state.volume, state.isMuted)
  audio().play()
  player.learn([entry.id])
}

function noteTime() {
  const { position, duration } = audio()
  const known = state.current?.duration ?? 0
  // A browser guesses the length of some files from their first bytes; the tags say it.
  const length = known > 0 ? Math.max(known, position) : (duration ?? 0)
  setTime({ position, duration: length })
  plays.advance(position, length > 0 ? length : undefined)
  if (position > 1) failures = 0
  if (length > 0 && length - position < READY_BEFORE_SEC) readyNext()
  if (Date.now() - savedAt > SAVE_MS) save()
}

function readyNext() {
  const index = nextIndex(state.queue, false)
  const next = index === undefined ? undefined : state.queue.entries[index]
  if (!next) return
  audio().ready(streamUrl(next.id))
  player.learn([next.id])
}

function noteState() {
  if (state.isWaiting || loadedKey === undefined) return
  const { isPaused, isStarved } = audio()
  // Paused by the browser, as when headphones are pulled out. At the end of a song it says so too, and goes on.
  if (isPaused && state.isPlaying && time.duration - time.position > 0.5) update({ isPlaying: false })
  if (!isPaused && !state.isPlaying) update({ isPlaying: true })
  update({ isLoading: isStarved })
  if (!isStarved) {
    clearTimeout(stallTimer)
    stallTimer = undefined
  } else stallTimer ??= setTimeout(noteStall, STALL_MS)
}

/** A browser goes on asking for a long time before it calls that an error. */
async function noteStall() {
  stallTimer = undefined
  const { entry } = state
  if (!entry || entry.key !== loadedKey || !state.isPlaying || state.isWaiting || !audio().isStarved) return
  const trouble = await findTrouble(entry.id)
  if (state.entry?.key !== entry.key || !audio().isStarved || state.isWaiting) return
  if (trouble.kind === 'away') waitForServer(entry)
  // Slow, then: it may still go away.
  else stallTimer ??= setTimeout(noteStall, STALL_MS)
}

async function noteTrouble(code: number) {
  const { entry } = state
  if (!entry || entry.key !== loadedKey || state.isWaiting) return
  const trouble = await findTrouble(entry.id)
  if (state.entry?.key !== entry.key || loadedKey !== entry.key || state.isWaiting) return
  if (trouble.kind === 'signed out') return player.pause()
  if (trouble.kind === 'away') return waitForServer(entry)
  const isBroken = code === MediaError.MEDIA_ERR_NETWORK && retriedKey !== entry.key
  if (trouble.kind === 'not decoded' && isBroken) {
    retriedKey = entry.key
    return load(entry, time.position)
  }
  const { title = PLAYER.untitled, suffix = '' } = entry.song ?? {}
  const text =
    trouble.kind === 'refused' ? PLAYER.notThere(title, trouble.why) : PLAYER.notPlayable(title, suffix)
  toast({ text, tone: 'trouble' })
  skip()
}

function skip() {
  failures += 1
  const index = nextIndex(state.queue, true)
  const isHopeless = failures >= Math.min(MOST_FAILURES, state.queue.entries.length)
  if (index !== undefined && !isHopeless) return goTo(index)
  if (failures > 1) toast({ text: PLAYER.gaveUp, tone: 'trouble' })
  start(false)
}

/** It goes on where it stopped, as soon as the server sends again. */
function waitForServer(entry: Entry) {
  suspectServer()
  update({ isWaiting: true, isLoading: true })
  clearTimeout(waitTimer)
  waitTimer = setTimeout(async () => {
    const trouble = await findTrouble(entry.id)
    if (!state.isWaiting || state.entry?.key !== entry.key) return
    if (trouble.kind === 'away') return waitForServer(entry)
    if (trouble.kind === 'signed out') return player.pause()
    load(entry, time.position)
  }, LOOK_AGAIN_MS)
}

const asked = new Set<string>()

async function learnSong(id: string) {
  const isUnknown = state.queue.entries.some((entry) => entry.id === id && !entry.song)
  if (!isUnknown || asked.has(id)) return
  asked.add(id)
  try {
    const { song } = await music<MusicAnswers['getSong']>('getSong', { id })
    setQueue(withSong(state.queue, song))
  } catch (error) {
    // Gone meanwhile, or not for this person any more.
    if (error instanceof CallFailed && error.code === 'not-found') {
      for (const entry of state.queue.entries) if (entry.id === id) player.remove(entry.key)
    }
  } finally {
    asked.delete(id)
  }
}

function setQueue(queue: Queue) {
  const entry = currentOf(queue)
  update({ queue, entry, current: entry?.song })
  const { duration } = entry?.song ?? {}
  if (duration !== undefined && time.duration === 0) setTime({ ...time, duration })
  save()
}

function update(changes: Partial<PlayerState>) {
  const isSame = Object.entries(changes).every(([name, value]) => state[name as keyof PlayerState] === value)
  if (isSame) return
  state = { ...state, ...changes }
  view = { ...state, ...player }
  tell()
}

function setTime(next: PlayerTime) {
  if (next.position === time.position && next.duration === time.duration) return
  time = next
  tell()
}

function tell() {
  for (const listener of listeners) listener()
}

function save() {
  savedAt = Date.now()
  if (user === undefined) return
  const { queue, volume } = state
  if (queue.entries.length === 0 && volume === 1) return forgetRemembered()
  const { entries, index, repeat, shuffled } = queue
  const ids = entries.map(({ id }) => id)
  remember({ user, ids, index, position: time.position, repeat, shuffled, volume })
}
