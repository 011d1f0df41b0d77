/**
 * The one place that starts workflows for deliveries. Search attributes make tasks findable but must never cost one:
 * a namespace that lacks them starts without, and is tried again with them later.
 */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import type { Delivery } from '../../inbox/delivery.ts'
import { grpcFailureOf } from '../../temporal/grpc-failure.ts'
import { fewerAttributes, lacksAttribute } from '../../temporal/known-attributes.ts'
import type { StartClient, TaskStart } from '../../temporal/start-client.ts'
import { arrivalIdOf } from './arrival-id.ts'
import type { DeliveryTarget } from './delivery-target.ts'
import { searchAttributesOf, uiTextsOf } from './task-start.ts'

const RETRY_ATTRIBUTES_MS = 60_000

/** Since when (performance.now, ms) the namespace of a client is known to lack search attributes, and how many steps it took. */
const lacking = new WeakMap<StartClient, { readonly since: number; readonly steps: number }>()

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
  const { taskQueue, deadlineMs } = target
  const start: TaskStart = {
    requestId: arrivalIdOf(delivery, target.concealKey ?? null),
    reuse: 'REJECT_DUPLICATE',
    taskQueue,
    ...uiTextsOf(delivery),
    deadlineMs,
    ...workflow,
  }
  try {
    return await startFindable(delivery, target, start, node)
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return null
    throw error
  }
}

/** With what the namespace is known to take; once a minute all of them are tried again. */
async function startFindable(
  delivery: Delivery,
  target: DeliveryTarget,
  start: TaskStart,
  node?: string,
): Promise<string> {
  const { client, log } = target
  const known = lacking.get(client)
  const isFresh = known !== undefined && performance.now() - known.since <= RETRY_ATTRIBUTES_MS
  let steps = isFresh ? known.steps : 0
  let attributes = searchAttributesOf(delivery, node)
  for (let step = 0; step < steps; step += 1) attributes = fewerAttributes(attributes) ?? []
  for (;;) {
    try {
      const { runId } = await client.startTask({ ...start, searchAttributes: attributes })
      if (steps === 0 && lacking.delete(client))
        log?.info({}, 'search attributes are registered now: tasks carry them again')
      return runId
    } catch (error) {
      const fewer = lacksAttribute(error) ? fewerAttributes(attributes) : null
      if (fewer === null) throw error
      if (!lacking.has(client))
        log?.warn(
          { reason: grpcFailureOf(error)?.details },
          'search attributes are not registered: tasks start without them (startnode setup registers them)',
        )
      attributes = fewer
      steps += 1
      lacking.set(client, { since: performance.now(), steps })
    }
  }
}
