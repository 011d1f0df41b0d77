/** How a direct URL is called: what a person copies, and what `Try it` sends. */
import type { LabelledText } from '../settings/labelled-text.ts'
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

/** What the request proves itself with, resolved; to be shown by `showCredentials` only. */
export type Credentials =
  | { readonly type: 'none' }
  | { readonly type: 'basic'; readonly user: LabelledText; readonly pass: LabelledText }
  | { readonly type: 'header'; readonly name: string; readonly value: LabelledText }

/** The same to be looked at. */
export interface ShownCredentials {
  readonly view:
    | { readonly type: 'none' }
    | { readonly type: 'basic'; readonly user: string; readonly pass: string }
    | { readonly type: 'header'; readonly name: string; readonly value: string }
  readonly headers: readonly CallHeader[]
  /** What gives them to curl. */
  readonly curl: readonly string[]
}

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

/**
 * Credentials for a view: secret variables stay the references that they were given as, whoever looks.
 *
 * @param full false: masked, for somebody who may not know them
 * @example showCredentials(basicWithSecretPass, true).view // { type: 'basic', user: 'mambu', pass: '{{env_var[@bank].pass}}' }
 */
export function showCredentials(credentials: Credentials, full: boolean): ShownCredentials {
  const show = (text: LabelledText) => (full ? text.shown : MASK)
  switch (credentials.type) {
    case 'none':
      return { view: credentials, headers: [], curl: [] }
    case 'header': {
      const header = { name: credentials.name, value: show(credentials.value) }
      return { view: { type: 'header', ...header }, headers: [header], curl: flagsOf([header]) }
    }
    case 'basic': {
      const [user, pass] = [show(credentials.user), show(credentials.pass)]
      const view = { type: 'basic', user, pass } as const
      if (full && !credentials.user.secret && !credentials.pass.secret) {
        const headers = credentialHeaders(credentials)
        return { view, headers, curl: flagsOf(headers) }
      }
      const headers = [{ name: 'Authorization', value: `Basic base64(${user}:${pass})` }]
      return { view, headers, curl: ['-u', `${user}:${pass}`] }
    }
  }
}

/** The header that carries them, to be sent; none: no header. RFC 7617. */
export function credentialHeaders(credentials: Credentials): CallHeader[] {
  if (credentials.type === 'none') return []
  if (credentials.type === 'header') return [{ name: credentials.name, value: credentials.value.use() }]
  const both = Buffer.from(`${credentials.user.use()}:${credentials.pass.use()}`).toString('base64')
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
 * @param credentials `curl` of `showCredentials`
 * @example curlOf('https://hooks.example.com/api/...', [{ name: 'content-type', value: 'application/json' }], [], '{}')
 */
export function curlOf(
  url: string,
  headers: readonly CallHeader[],
  credentials: readonly string[],
  body: string,
): string {
  const flags = [...flagsOf(headers), ...credentials]
  return ['curl', '-X', 'POST', url, ...flags, '--data-binary', body].map(shellWord).join(' ')
}

function flagsOf(headers: readonly CallHeader[]): string[] {
  return headers.flatMap(({ name, value }) => ['-H', `${name}: ${value}`])
}
