// The secret in the address of a share link.
import { hash } from 'node:crypto'
import type { Place } from '../vault/seal.ts'

/** What a token looks like. Everything else was never one, and needs no look into the database. */
const TOKEN = /^[A-Za-z0-9_-]{32}$/

export function isShareToken(text: string): boolean {
  return TOKEN.test(text)
}

export function hashShareToken(plainToken: string): string {
  return hash('sha256', plainToken)
}

export function placeOfShareToken(shareId: number): Place {
  return { table: 'shares', row: shareId, field: 'sealed_token', version: 1 }
}
