import { parseMeta } from '../settings/chain/parse-head.ts'
import { verifyMeta } from '../settings/chain/seal-head.ts'

/** Checks the seal of a head; a local activity, since the workflow sandbox has no crypto and must hold no key. */
export type CheckHead = (beside: unknown) => Promise<boolean>

/**
 * Makes the activity `checkHead` of the settings workflow. It keeps mistakes out of what receivers are shown, a sender with
 * other keys say. They don't rely on it: each verifies every head itself, with its content, which is not carried here.
 *
 * @param keys the signing keys of this worker; the receivers', the CLI's and these must share one
 */
export function createCheckHead(keys: readonly Buffer[]): CheckHead {
  return async (beside) => {
    const meta = parseMeta(beside)
    return meta !== null && verifyMeta(keys, meta)
  }
}
