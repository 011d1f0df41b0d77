/**
 * The activity behind `resubmit`: checks a mended body as the receiver checks a new one, and says which task to start.
 * It starts nothing: only the entry itself may, since Temporal does that once.
 */
import { ApplicationFailure } from '@temporalio/common'
import { isStartnodeError, StartnodeError } from '../../errors/startnode-error.ts'
import type { Delivery } from '../../inbox/delivery.ts'
import { deliveryWorkflowId, refWorkflowId, taskWorkflowId } from '../../process/ids/workflow-id.ts'
import type { StartClient } from '../../temporal/start-client.ts'
import type { PreparedTask, QuarantinedDelivery } from '../../workflows/quarantine/kept-delivery.ts'
import { readFirst } from './deliver-with-ref.ts'
import { findFormer } from './find-former.ts'
import { formerIdOf } from './identify.ts'
import { readHolder } from './read-holder.ts'
import { isSameBody } from './start-once.ts'
import { recordOf } from './start-record.ts'
import { taskOf, uiTextsOf } from './task-start.ts'

const DEADLINE_MS = 5_000

/** How a kept delivery is read again. */
export interface ResubmitOptions {
  /** True: as a delivery of its own, under the id of its entry, whatever has its key. */
  readonly asNew?: boolean
}

export type PrepareResubmit = (kept: QuarantinedDelivery, options?: ResubmitOptions) => Promise<PreparedTask>

type Client = Pick<StartClient, 'describeRun'>

/**
 * Makes the activity `prepareResubmit` of `quarantinedDelivery`.
 *
 * @param readAgain makes a delivery of an entry by the rules of the edge; throws what the receiver would answer
 * @returns throws a non-retryable ApplicationFailure whose type is the error code, its details the problems
 */
export function createPrepareResubmit(
  client: Client,
  readAgain: (kept: QuarantinedDelivery, options: ResubmitOptions) => Delivery,
): PrepareResubmit {
  return async (kept, options = {}) => {
    try {
      return await prepare(client, kept, readAgain(kept, options))
    } catch (error) {
      if (!isStartnodeError(error)) throw error
      throw ApplicationFailure.nonRetryable(error.message, error.code, error.problems)
    }
  }
}

/** What has the identity already decides: the same body is this task, another one is not for it to end. */
async function prepare(client: Client, kept: QuarantinedDelivery, delivery: Delivery): Promise<PreparedTask> {
  const { process, taskId, ref, workflowType, digest = null, fields } = delivery
  const refInId = delivery.refInId ?? ref
  const task = taskOf(delivery)
  const found = fields === undefined ? {} : { fields }
  const prepared = { task, workflowType, refInId, ...found, texts: uiTextsOf(delivery) }
  if (refInId === null) {
    const workflowId = taskWorkflowId(process, taskId)
    const held = await findHeld(client, delivery, workflowId)
    return { ...prepared, workflowId, memo: digest === null ? {} : { digest }, ...held }
  }
  const workflowId = refWorkflowId(process, refInId)
  const latest = await client.describeRun({ workflowId, deadlineMs: DEADLINE_MS })
  if (latest === null) return { ...prepared, workflowId, memo: { first: taskId, firstDigest: digest } }
  const { first, firstDigest } = readFirst(latest.memo)
  const former = formerIdOf(delivery)
  if (first === taskId || (first !== null && first === former)) {
    if (!isSameBody(delivery, firstDigest)) throw taken(taskId)
    return { ...prepared, workflowId, memo: {}, held: workflowId }
  }
  const memo = firstDigest === undefined ? { first } : { first, firstDigest }
  // The entry has this id itself: nobody else may start a later run for it.
  if (taskId === kept.taskId) return { ...prepared, workflowId, first, memo }
  if (firstDigest === undefined && kept.taskId !== former) {
    const held = await findFormer(client, delivery, refInId, DEADLINE_MS)
    if (held !== null) return { ...prepared, workflowId, memo: {}, held }
  }
  const claimId = deliveryWorkflowId(process, taskId)
  const held = await findHeld(client, delivery, claimId)
  if (held === null && latest.open && delivery.refInUse === 'quarantine')
    throw new StartnodeError('not_unical_ref')
  const of = { task, workflowId, ...memo, openRunId: latest.open ? latest.runId : null }
  const days = kept.keptDays ?? 30
  const record = recordOf(delivery, of, { quarantine: { days, maxPerProcess: 0 } })
  const claim = { workflowId: claimId, record, memo: digest === null ? {} : { digest } }
  return { ...prepared, workflowId, first, memo, ...(held ?? { claim }) }
}

/** @throws StartnodeError `delivery_key_reused` */
async function findHeld(
  client: Client,
  delivery: Delivery,
  workflowId: string,
): Promise<{ readonly held: string } | null> {
  const holder = await readHolder(client, workflowId, DEADLINE_MS)
  if (holder === null) return null
  if (!isSameBody(delivery, holder.memo.digest)) throw taken(delivery.taskId)
  return { held: workflowId }
}

function taken(taskId: string): StartnodeError {
  return new StartnodeError(
    'delivery_key_reused',
    `Its delivery key has become ${taskId} with another body: look at that, then discard this one, or resubmit it as a new task`,
  )
}
