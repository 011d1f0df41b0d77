import { ApplicationFailure, Context } from '@temporalio/activity'
import { type CallbackTarget, callbackPath } from '../direct-url/callback-url.ts'
import { type NodeCallbackTarget, nodeCallbackPath } from '../direct-url/node-callback-url.ts'
import { readCallbackReference } from '../process/callback-reference.ts'

/** Of the calling task, or of a node of its process. */
export type AnyCallbackTarget = CallbackTarget | NodeCallbackTarget

/** Makes a callback URL of the calling task. */
export type MakeCallbackUrl = (target: AnyCallbackTarget) => Promise<string>

/**
 * Makes callback URLs from references, for the task or the process they belong to and no other: a reference may stand in data that
 * came from outside.
 *
 * @param publicUrl base of the receivers, without a trailing slash
 */
export function createCallbackUrls(publicUrl: string, signingKeys: readonly Buffer[]) {
  function urlOf(target: AnyCallbackTarget, workflowId: string): string {
    const [key] = signingKeys
    if (key === undefined)
      throw ApplicationFailure.retryable('This worker has no signing key: set SIGNING_KEYS', 'KeyMissing')
    const isOwn =
      'process' in target ? workflowId.startsWith(`${target.process}/`) : target.workflowId === workflowId
    if (!isOwn)
      throw ApplicationFailure.nonRetryable('This callback URL belongs to another task', 'access_denied')
    return publicUrl + ('process' in target ? nodeCallbackPath(key, target) : callbackPath(key, target))
  }
  return {
    /** The local activity `callbackUrl`. */
    async makeCallbackUrl(target: AnyCallbackTarget): Promise<string> {
      return urlOf(target, Context.current().info.workflowExecution?.workflowId ?? '')
    },
    resolveReference(reference: string, workflowId: string): string {
      const target = readCallbackReference(reference) as AnyCallbackTarget | null
      if (target === null)
        throw ApplicationFailure.nonRetryable('This is no callback reference', 'api_wrong_convert_param')
      return urlOf(target, workflowId)
    },
  }
}
