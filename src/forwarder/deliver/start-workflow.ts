/**
 * The one place that starts workflows for deliveries. Search attributes make tasks findable but must never cost one:
 * a namespace that lacks them starts without, and is tried again with them later.
 */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import type { Delivery } from '../../inbox/delivery.ts'
import { grpcFailureOf } from '../../temporal/grpc-failure.ts'
import type { StartClient, TaskStart } from '../../temporal/start-client.ts'
import { arrivalIdOf } from './arrival-id.ts'
import type { DeliveryTarget } from './delivery-target.ts'
import { searchAttributesOf, uiTextsOf } from './task-start.ts'

const RETRY_ATTRIBUTES_MS = 60_000

/** Since when (performance.now, ms) the namespace of a client is known to lack search attributes. */
const lacking = new WeakMap<StartClient, number>()

/** What differs between the workflows of a delivery. */
export type WorkflowOfDelivery = Pick<TaskStart, 'workflowType' | 'workflowId' | 'arg'> &
  Partial<Pick<TaskStart, 'requestId' | 'reuse' | 'memo' | 'startDelay' | 'staticSummary'>> & {
    /** For `MpoNode`. Default: `Start`. */
    readonly node?: string
  }

/**
 * Starts a workflow for a delivery, under the request id of this arrival of it.
 *
 * @returns its run id, or null when another arrival has used the workflow id up
 */
export async function startWorkflow(
  delivery: Delivery,
  target: DeliveryTarget,
  { node, ...workflow }: WorkflowOfDelivery,
): Promise<string | null> {
  const { client, taskQueue, deadlineMs } = target
  const start: TaskStart = {
    requestId: arrivalIdOf(delivery, target.concealKey ?? null),
    reuse: 'REJECT_DUPLICATE',
    taskQueue,
    ...uiTextsOf(delivery),
    deadlineMs,
    ...workflow,
  }
  const since = lacking.get(client)
  const withAttributes = since === undefined || performance.now() - since > RETRY_ATTRIBUTES_MS
  try {
    if (!withAttributes) return (await client.startTask(start)).runId
    return await startFindable(delivery, target, start, node)
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return null
    throw error
  }
}

async function startFindable(
  delivery: Delivery,
  target: DeliveryTarget,
  start: TaskStart,
  node?: string,
): Promise<string> {
  const { client, log } = target
  try {
    const { runId } = await client.startTask({
      ...start,
      searchAttributes: searchAttributesOf(delivery, node),
    })
    if (lacking.delete(client)) log?.info({}, 'search attributes are registered now: tasks carry them again')
    return runId
  } catch (error) {
    const failure = grpcFailureOf(error)
    if (failure?.code !== 'INVALID_ARGUMENT' || !/search attribute/i.test(failure.details)) throw error
    if (!lacking.has(client)) {
      log?.warn({ reason: failure.details }, 'search attributes are not registered: tasks start without them')
    }
    lacking.set(client, performance.now())
    return (await client.startTask(start)).runId
  }
}
