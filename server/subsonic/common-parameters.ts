import { InvalidInput, MissingInput } from '../errors.ts'
import type { ParameterMap } from '../http/query.ts'
import { isCallback } from './encode-jsonp.ts'
import { CODES, SubsonicError } from './protocol-errors.ts'

/** It is kept with plays and queues and for who is playing what: a client does not get to store a megabyte there. */
const LONGEST_CLIENT = 100

/**
 * Checks `v` and `c` and gives the client's name, cut where it is longer than a name. Every minor version is welcome, also future ones; no feature depends
 * on it (CONTRACT.md PAR-1, PAR-2).
 */
export function readClient(values: ParameterMap): string {
  checkVersion(required(values, 'v'))
  return required(values, 'c').slice(0, LONGEST_CLIENT).toWellFormed()
}

/** JSONP needs a callback, and one that cannot be anything but a name (CONTRACT.md FMT-18). */
export function checkCallback(values: ParameterMap): void {
  if (values.get('f')?.[0] !== 'jsonp') return
  if (!isCallback(required(values, 'callback'))) throw new InvalidInput('callback')
}

function checkVersion(version: string): void {
  const major = /^(\d+)(\.\d+)*$/.exec(version)?.[1]
  if (major === undefined) throw new InvalidInput('v')
  if (Number(major) < 1) throw new SubsonicError(CODES.clientTooOld, 'This app is too old for this server')
  if (Number(major) > 1) throw new SubsonicError(CODES.serverTooOld, 'This server is too old for this app')
}

function required(values: ParameterMap, name: string): string {
  const value = values.get(name)?.[0]
  if (!value) throw new MissingInput(name)
  return value
}
