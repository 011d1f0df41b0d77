import type { ProvedText } from '../settings/change.ts'
import { verifyChange } from '../settings/change-proof.ts'

/** Checks the proof of a change; a local activity, since the workflow sandbox has no crypto and must hold no key. */
export type ProveChange = (text: ProvedText, hmac: string) => Promise<boolean>

/**
 * Makes the activity `proveChange` of the settings workflow.
 *
 * @param keys the signing keys of this worker; the receivers', the CLI's and these must share one
 * @example Worker.create({ activities: { proveChange: createProveChange(config.signingKeys) }, ... })
 */
export function createProveChange(keys: readonly Buffer[]): ProveChange {
  return async (text, hmac) => verifyChange(keys, text, hmac)
}
