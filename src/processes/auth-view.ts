/** Auth of a Start node as people give it and see it: in clear text to editors only. */
import { z } from 'zod'
import { openText } from '../keys/sealed-text.ts'
import type { SealedText } from '../process/sealed-text.ts'
import type { Auth } from '../settings/snapshot.ts'
import { MASK } from './mask.ts'

const secret = z.string().min(1).max(2_048)

/** What `PUT .../auth` takes; user, password and value may hold `{{env_var[@name].key}}` references. */
export const authInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({ type: z.literal('basic'), user: secret, pass: secret }),
  z.strictObject({
    type: z.literal('header'),
    name: z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/),
    value: secret,
  }),
])

/** How auth is shown; a text is null when no key here opens it. */
export const authView = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('basic'), user: z.string().nullable(), pass: z.string().nullable() }),
  z.object({ type: z.literal('header'), name: z.string(), value: z.string().nullable() }),
])

export type AuthView = z.output<typeof authView>

/** @param full false: secrets are masked */
export function viewAuth(auth: Auth, keys: readonly Buffer[], full: boolean): AuthView {
  const show = (sealed: SealedText) => (full ? openOrNull(keys, sealed) : MASK)
  switch (auth.type) {
    case 'none':
      return { type: 'none' }
    case 'basic':
      return { type: 'basic', user: show(auth.user), pass: show(auth.pass) }
    case 'header':
      return { type: 'header', name: auth.name, value: show(auth.value) }
  }
}

/** The sealed texts of an auth. */
export function sealedTextsOf(auth: Auth): SealedText[] {
  if (auth.type === 'none') return []
  return auth.type === 'basic' ? [auth.user, auth.pass] : [auth.value]
}

/** Null when no key opens it. */
export function openOrNull(keys: readonly Buffer[], sealed: SealedText): string | null {
  try {
    return openText(keys, sealed)
  } catch {
    return null
  }
}
