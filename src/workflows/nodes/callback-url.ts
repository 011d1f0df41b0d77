import { proxyLocalActivities, uuid4, workflowInfo } from '@temporalio/workflow'
import type { MakeCallbackUrl } from '../../activities/callback-url.ts'
import { writeCallbackReference } from '../../process/callback-reference.ts'
import type { CallbackTarget } from '../../start-node/callback-url.ts'
import { currentPosition } from './position.ts'

export interface CallbackUrlOptions {
  /** Milliseconds after which the URL is refused with 410. Default: no end but that of the task. */
  readonly validMs?: number
}

const activities = proxyLocalActivities<{ makeCallbackUrl: MakeCallbackUrl }>({
  startToCloseTimeout: '10 seconds',
})

/**
 * A callback URL for the node with this title: who calls it releases the task there, once. It stands in the history, in
 * clear where Temporal's payloads are not encrypted; where it is only sent by an `apiCall`, use `callbackReference`.
 *
 * @param node title of the `waitForCallback`, without those around it
 * @example const url = await callbackUrl('Wait for the courier')
 */
export function callbackUrl(node: string, options: CallbackUrlOptions = {}): Promise<string> {
  return activities.makeCallbackUrl(targetOf(node, options))
}

/**
 * Stands for a callback URL in the texts of an `apiCall`, which makes it in its activity: the URL enters no history.
 *
 * @example
 * ```ts
 * await apiCall('Ask the courier', { method: 'POST', url, body: { notify: callbackReference('Wait for the courier') } })
 * ```
 */
export function callbackReference(node: string, options: CallbackUrlOptions = {}): string {
  return writeCallbackReference(targetOf(node, options))
}

function targetOf(node: string, { validMs }: CallbackUrlOptions): CallbackTarget {
  const { workflowId, firstExecutionRunId } = workflowInfo()
  return {
    workflowId,
    firstRunId: firstExecutionRunId,
    taskId: currentPosition().run.taskId,
    node,
    urlId: uuid4(),
    until: validMs === undefined ? null : Date.now() + validMs,
  }
}
