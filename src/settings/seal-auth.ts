import { sealText } from '../keys/sealed-text.ts'
import type { Auth } from './snapshot.ts'

/** Auth as it is given: in clear, or with `{{env_var[@name].key}}` references. Never logged, never sent to Temporal. */
export type ClearAuth =
  | { readonly type: 'none' }
  | { readonly type: 'basic'; readonly user: string; readonly pass: string }
  | { readonly type: 'header'; readonly name: string; readonly value: string }

/**
 * Seals the credentials of an auth.
 *
 * @throws StartnodeError `encryption_key_missing` when there is something to seal and no key
 */
export function sealAuth(keys: readonly Buffer[], auth: ClearAuth): Auth {
  switch (auth.type) {
    case 'none':
      return { type: 'none' }
    case 'basic':
      return { type: 'basic', user: sealText(keys, auth.user), pass: sealText(keys, auth.pass) }
    case 'header':
      return { type: 'header', name: auth.name, value: sealText(keys, auth.value) }
  }
}
