import { verifyDecision } from '../keys/decision-proof.ts'
import { type DecisionClaim, readProof, userOf } from '../process/decision.ts'

/** What a worker counts: `proved` decisions only, or `any`, also of who has access to the namespace and says a name. */
export type Approvals = 'proved' | 'any'

/** What is to be thought of a decision. */
export interface CheckedDecision {
  /** True: a holder of a signing key has seen that it is of `by`. */
  readonly proved: boolean
  /** Why it does not count; null: it does. */
  readonly refused: string | null
}

/** Checks the proof of a decision; an activity, since the workflow sandbox has no crypto and must hold no key. */
export type CheckDecision = (claim: DecisionClaim) => Promise<CheckedDecision>

/**
 * Makes the activity `checkDecision` of the node `waitForSignal`. Its input and result in the history tell who decided,
 * and whether that is proved.
 *
 * @param keys the signing keys of this worker; the receivers', the CLI's and these must share one
 * @example createCheckDecision(config.signingKeys, config.approvals)
 */
export function createCheckDecision(keys: readonly Buffer[], approvals: Approvals): CheckDecision {
  return async (claim) => {
    if (readProof(claim.payload) === null)
      return {
        proved: false,
        refused:
          approvals === 'any' ? null : 'it carries no proof: decide in the console or with `startnode task`',
      }
    const proof = verifyDecision(keys, claim)
    // Also where any counts: what was proved and then changed is forged.
    if (proof === null) return { proved: false, refused: 'its proof is not of this decision on this task' }
    const { by } = claim.payload
    const user = userOf(proof.actor)
    return { proved: true, refused: by === user ? null : `its proof is of ${user}, not of ${String(by)}` }
  }
}
