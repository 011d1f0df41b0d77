/**
 * The activity behind `resubmit`: checks a mended body as the receiver checks a new one, and says which task to start.
 * It starts nothing: only the entry itself may, since Temporal does that once.
 */
import { ApplicationFailure } from '@temporalio/common'
import { isStartnodeError } from '../../errors/startnode-error.ts'
import type { Delivery } from '../../inbox/delivery.ts'
import { refWorkflowId, taskWorkflowId } from '../../process/ids/workflow-id.ts'
import type { StartClient } from '../../temporal/start-client.ts'
import type { PreparedTask, QuarantinedDelivery } from '../../workflows/quarantine/kept-delivery.ts'
import { taskOf, uiTextsOf } from './task-start.ts'

const DEADLINE_MS = 5_000

export type PrepareResubmit = (kept: QuarantinedDelivery) => Promise<PreparedTask>

/**
 * Makes the activity `prepareResubmit` of `quarantinedDelivery`.
 *
 * @param readAgain makes a delivery of an entry by the rules of the edge; throws what the receiver would answer
 * @returns throws a non-retryable ApplicationFailure whose type is the error code, its details the problems
 */
export function createPrepareResubmit(
  client: Pick<StartClient, 'describeRun'>,
  readAgain: (kept: QuarantinedDelivery) => Delivery,
): PrepareResubmit {
  return async (kept) => {
    try {
      const delivery = readAgain(kept)
      const { process, taskId, ref, workflowType } = delivery
      const refInId = delivery.refInId ?? ref
      const prepared = { task: taskOf(delivery), workflowType, refInId, texts: uiTextsOf(delivery) }
      if (refInId === null) return { ...prepared, workflowId: taskWorkflowId(process, taskId) }
      const workflowId = refWorkflowId(process, refInId)
      const latest = await client.describeRun({ workflowId, deadlineMs: DEADLINE_MS })
      if (latest === null) return { ...prepared, workflowId }
      const { first } = latest.memo
      return { ...prepared, workflowId, first: typeof first === 'string' ? first : null }
    } catch (error) {
      if (!isStartnodeError(error)) throw error
      throw ApplicationFailure.nonRetryable(error.message, error.code, error.problems)
    }
  }
}
