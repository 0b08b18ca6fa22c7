import type { IncomingMessage, ServerResponse } from 'node:http'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerPreflight, corsHeaders } from '../../server/http/cors.ts'

const ALLOWED = ['https://player.example', 'http://localhost:9180']

describe('corsHeaders', () => {
  test('let in the origins that were named, letter for letter, and no other', () => {
    const origin = fc.oneof(
      fc.constantFrom(...ALLOWED),
      fc
        .tuple(
          fc.constantFrom(...ALLOWED),
          fc.constantFrom('/', '.evil.example', ':443', ' ', '\t', '@evil.example'),
        )
        .map((parts) => parts.join('')),
      fc.webUrl(),
      fc.string(),
      fc.constantFrom('null', '*', 'https://PLAYER.example', 'https://evilplayer.example'),
    )
    fc.assert(
      fc.property(origin, (given) => {
        const headers = corsHeaders(given, ALLOWED)
        expect(headers['Access-Control-Allow-Origin']).toBe(ALLOWED.includes(given) ? given : undefined)
        expect(headers['Vary']).toBe('Origin')
        expect(headers['Access-Control-Allow-Credentials']).toBeUndefined()
      }),
    )
  })
})

describe('answerPreflight', () => {
  const answer = (asked: string): string => {
    let allowed = ''
    const res = {
      setHeader: (name: string, value: string) => {
        if (name.endsWith('Allow-Headers')) allowed = value
      },
    }
    answerPreflight(
      { headers: { 'access-control-request-headers': asked } } as unknown as IncomingMessage,
      res as unknown as ServerResponse,
    )
    return allowed
  }

  test('repeats names of headers and never anything else', () => {
    const piece = fc.constantFrom(
      'X-One',
      'content-type',
      ',',
      ' ',
      '\r\n',
      ';',
      '"',
      'é',
      '\0',
      'Set-Cookie: a',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece).map((pieces) => pieces.join('')),
          fc.string(),
        ),
        (asked) => {
          expect(answer(asked)).toMatch(/^[\w!#$%&'*+.^`|~-]{1,64}(, [\w!#$%&'*+.^`|~-]{1,64})*$/)
        },
      ),
    )
  })
})
