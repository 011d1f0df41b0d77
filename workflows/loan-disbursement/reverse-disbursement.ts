import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow'
import { node, note } from '../../src/workflows/nodes/index.ts'
import { mambuReads, mambuWrites } from '../mambu/mambu-calls.ts'

/** Each lasts hours while Mambu is away: more than a week in all. */
const MAX_ROUNDS = 7

/**
 * Reverses a disbursement in Mambu, however long Mambu is away: what was never paid must not stand. Retries of one write end
 * before Mambu forgets its Idempotency-Key, so each round looks first whether the one before has done it.
 *
 * @param transactionKey of the disbursement
 * @returns false when Mambu refuses it, e.g. since the loan moved on: a person must look after it
 * @throws ActivityFailure when Mambu stays away for more than a week
 */
export async function reverseDisbursement(
  taskId: string,
  transactionKey: string,
  reason: string,
): Promise<boolean> {
  for (let round = 1; ; round++) {
    try {
      return await node('Reverse the disbursement', async () => {
        const transaction = await mambuReads.getLoanTransaction(transactionKey)
        if (transaction?.adjustedBy) {
          note('It is reversed already')
          return true
        }
        await mambuWrites.adjustLoanTransaction({
          taskId,
          node: 'Reverse the disbursement',
          transactionId: transactionKey,
          notes: `Startnode task ${taskId}: ${reason}`.slice(0, 255),
        })
        return true
      })
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error
      if (error.cause instanceof ApplicationFailure && error.cause.type === 'MambuRefused') return false
      if (round === MAX_ROUNDS) throw error
    }
  }
}
