// The ways in to the same routes: what a mount has to know about where it stands.
import type { Context } from 'koa'
import type { CredentialUsed } from '../auth/device-scope.ts'
import type { SignedInUser } from '../auth/signed-in-user.ts'
import type { ParameterMap } from '../http/query.ts'
import type { Format } from './encode.ts'
import type { Routes } from './routes.ts'
import type { SignedInRoute } from './types.ts'

export interface SignedIn {
  readonly user: SignedInUser
  readonly credential: CredentialUsed
}

/** See app-entry.ts and window-entry.ts. */
export interface Entry {
  readonly routes: Routes
  /** Which endpoint a path asks for; undefined for a path that is not under this entry. */
  endpointOf(path: string): string | undefined
  /** @throws SubsonicError to whoever is nobody */
  signIn(ctx: Context, values: ParameterMap): Promise<SignedIn>
  /** The name of the app. @throws for a request that does not say what every request has to say */
  readClient(values: ParameterMap): string
  formatOf(values: ParameterMap): Format
  /** HEAD goes where GET goes; undefined: both. */
  methodsOf(route: SignedInRoute): readonly ('GET' | 'POST')[] | undefined
}
