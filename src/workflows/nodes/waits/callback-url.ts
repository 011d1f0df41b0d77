import { proxyLocalActivities, uuid4, workflowInfo } from '@temporalio/workflow'
import type { AnyCallbackTarget, MakeCallbackUrl } from '../../../activities/callback-url.ts'
import { type CallbackFind, finderOf } from '../../../process/callback-find.ts'
import { writeCallbackReference } from '../../../process/callback-reference.ts'
import { currentPosition } from '../run/position.ts'

export type CallbackUrlOptions =
  | {
      /** Milliseconds after which the URL is refused with 410. Default: no end but that of the task. */
      readonly validMs?: number
    }
  | {
      /**
       * Gives the URL of the node instead, the same for all tasks of the process, as in MPO: the body of each callback
       * names the task. It has no end, so give it only to who may call back any task.
       */
      readonly find: CallbackFind
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
 * Stands for a callback URL in the texts of an `apiCall`, which makes it in its activity: the URL enters no history. Only
 * calls of the run that made it can use it: whatever else looks like one came with data of others.
 *
 * @example
 * ```ts
 * await apiCall('Ask the courier', { method: 'POST', url, body: { notify: callbackReference('Wait for the courier') } })
 * ```
 */
export function callbackReference(node: string, options: CallbackUrlOptions = {}): string {
  const target = targetOf(node, options)
  // Nothing in the reference of a node is secret, so that data could hold the same without this.
  const reference = writeCallbackReference('find' in target ? { ...target, nonce: uuid4() } : target)
  currentPosition().run.references.add(reference)
  return reference
}

function targetOf(node: string, options: CallbackUrlOptions): AnyCallbackTarget {
  const { workflowId, firstExecutionRunId } = workflowInfo()
  const { taskId, process } = currentPosition().run
  if ('find' in options) return { process, node, find: finderOf(options.find) }
  const { validMs } = options
  return {
    workflowId,
    firstRunId: firstExecutionRunId,
    taskId,
    node,
    urlId: uuid4(),
    until: validMs === undefined ? null : Date.now() + validMs,
  }
}
