// How music apps come in: `/rest/NAME`, a credential in the parameters of each request, any format.
import type { CredentialParameters, Source, SubsonicCredentials } from '../auth/subsonic-credentials.ts'
import { clientOf } from '../http/client-address.ts'
import type { ParameterMap } from '../http/query.ts'
import { sourceOf } from '../http/source-key.ts'
import { VaultSealed } from '../vault/vault-problem.ts'
import { readClient } from './common-parameters.ts'
import { chooseFormat } from './encode.ts'
import { endpointName } from './endpoint-name.ts'
import type { Entry, SignedIn } from './entry.ts'
import { SubsonicError, tryLater } from './protocol-errors.ts'
import type { Routes } from './routes.ts'

export interface AppEntryOptions {
  readonly routes: Routes
  readonly identify: SubsonicCredentials['identify']
  /** Waits a moment where another process just gave the vault new keys; at once otherwise. */
  readonly catchUp?: (() => Promise<void>) | undefined
}

export function appEntry({ routes, identify, catchUp }: AppEntryOptions): Entry {
  function signIn(values: ParameterMap, source: Source): SignedIn {
    const identified = identify(credentialsOf(values), source)
    if (identified.user) return identified
    const { refusal } = identified
    if (refusal.code === 0) throw tryLater(429, refusal.message, refusal.retryAfterSec)
    throw new SubsonicError(
      refusal.code,
      refusal.message,
      'helpUrl' in refusal ? { helpUrl: refusal.helpUrl } : {},
    )
  }

  return {
    routes,
    endpointOf: endpointName,
    async signIn(ctx, values) {
      const source = { address: clientOf(ctx).address, countsAs: sourceOf(ctx) }
      try {
        return signIn(values, source)
      } catch (error) {
        if (!(error instanceof VaultSealed) || !catchUp) throw error
        // A key change of another process must not look like a shut server to whoever comes in that moment.
        await catchUp()
        return signIn(values, source)
      }
    },
    readClient,
    formatOf: (values) => chooseFormat(values.get('f')?.[0], values.get('callback')?.[0]),
    methodsOf: ({ methods }) => methods,
  }
}

function credentialsOf(values: ParameterMap): CredentialParameters {
  const first = (name: string) => values.get(name)?.[0]
  return {
    u: first('u'),
    p: first('p'),
    t: first('t'),
    s: first('s'),
    apiKey: first('apiKey'),
    c: first('c'),
  }
}
