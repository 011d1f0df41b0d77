/** How a direct URL is called: what a person copies, and what `Try it` sends. */
import { resolveSecrets } from '../settings/resolve-secrets.ts'
import { type SettingsSnapshot, startNodeState } from '../settings/snapshot.ts'
import type { StartNode } from '../start-node/start-node.ts'
import { shellWord } from '../temporal/shell-word.ts'
import { MASK } from './mask.ts'

/** A header of a call. */
export interface CallHeader {
  readonly name: string
  readonly value: string
}

/** What the request proves itself with, resolved: variables are replaced by their values. */
export type Credentials =
  | { readonly type: 'none' }
  | { readonly type: 'basic'; readonly user: string; readonly pass: string }
  | { readonly type: 'header'; readonly name: string; readonly value: string }

/**
 * The credentials that a process asks for.
 *
 * @throws StartnodeError `secret_unreadable`, `variable_missing`: then no request passes
 */
export function readCredentials(
  snapshot: SettingsSnapshot,
  process: string,
  encryptionKeys: readonly Buffer[],
): Credentials {
  const { auth } = startNodeState(snapshot, process)
  const resolve = resolveSecrets(snapshot, encryptionKeys)
  switch (auth.type) {
    case 'none':
      return { type: 'none' }
    case 'basic':
      return { type: 'basic', user: resolve(auth.user), pass: resolve(auth.pass) }
    case 'header':
      return { type: 'header', name: auth.name, value: resolve(auth.value) }
  }
}

/** The same, to be looked at by somebody who may not know them. */
export function maskCredentials(credentials: Credentials): Credentials {
  switch (credentials.type) {
    case 'none':
      return credentials
    case 'basic':
      return { type: 'basic', user: MASK, pass: MASK }
    case 'header':
      return { ...credentials, value: MASK }
  }
}

/** The header that carries them; none: no header. RFC 7617. */
export function credentialHeaders(credentials: Credentials): CallHeader[] {
  if (credentials.type === 'none') return []
  if (credentials.type === 'header') return [{ name: credentials.name, value: credentials.value }]
  const both = Buffer.from(`${credentials.user}:${credentials.pass}`).toString('base64')
  return [{ name: 'Authorization', value: `Basic ${both}` }]
}

/** Headers by which a Start node knows the delivery and its ref, where it reads them from headers. */
export function identityHeaders(startNode: StartNode, key: string, ref: string | null): CallHeader[] {
  const { deliveryKey } = startNode
  const headers: CallHeader[] = []
  if (deliveryKey === null) headers.push({ name: 'x-notifications-idempotency-key', value: key })
  else if ('header' in deliveryKey) headers.push({ name: deliveryKey.header, value: key })
  if (ref !== null && startNode.ref !== null && 'header' in startNode.ref)
    headers.push({ name: startNode.ref.header, value: ref })
  return headers
}

/** Headers as a request has them: names in lower case. */
export function asRecord(headers: readonly CallHeader[]): Record<string, string> {
  return Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value]))
}

/** What to send in each format. */
export const CONTENT_TYPES = { json: 'application/json', xml: 'application/xml', nvp: 'text/plain' } as const

/**
 * The call as a curl command, for a shell.
 *
 * @example curlOf('https://hooks.example.com/api/...', [{ name: 'content-type', value: 'application/json' }], '{}')
 */
export function curlOf(url: string, headers: readonly CallHeader[], body: string): string {
  const flags = headers.flatMap(({ name, value }) => ['-H', `${name}: ${value}`])
  return ['curl', '-X', 'POST', url, ...flags, '--data-binary', body].map(shellWord).join(' ')
}
