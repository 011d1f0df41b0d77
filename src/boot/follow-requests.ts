/** Follows what is sent to a thread of workflows, so that one knows what it works on when it stops. */
import { performance } from 'node:perf_hooks'
import type { ThreadClient, ThreadRequest, WorkflowOfThread } from './workflow-threads.ts'

/** A request that is not answered yet. */
export interface OpenRequest {
  readonly workflow: WorkflowOfThread | null
  /** Since when the thread works on it, ms of `performance.now()`. */
  readonly since: number
}

export interface RequestQueue {
  /** What the thread works on: the oldest without an answer. */
  head(): OpenRequest | null
  /** True: the worker ends, and the thread with it. */
  isEnding(): boolean
  /** From now on everything goes to the thread that takes its place. */
  forwardTo(successor: Promise<ThreadClient>): void
}

/**
 * Takes the place of `thread.send`. A thread that ended is no reason for the SDK to end its worker any more: the tasks it
 * had fail, and Temporal gives them again.
 *
 * @param reasonAgainst why a run is not begun; null: it is
 * @param onCut told of a run whose step V8 has cut
 * @param longMs a step that failed after this long was cut
 */
export function followRequests(
  thread: ThreadClient,
  hooks: {
    reasonAgainst(workflow: WorkflowOfThread): string | null
    onCut(workflow: WorkflowOfThread): void
    readonly longMs: number
  },
): RequestQueue {
  const send = thread.send.bind(thread)
  const known = new Map<string, WorkflowOfThread>()
  const open = new Set<{ readonly workflow: WorkflowOfThread | null; since: number }>()
  let isEnding = false
  let successor: Promise<ThreadClient> | null = null

  function workflowOf({ type, runId, options }: ThreadRequest): WorkflowOfThread | null {
    if (type !== 'create-workflow' || options === undefined) return known.get(runId ?? '') ?? null
    const { info } = options
    const workflow = { runId: info.runId, workflowId: info.workflowId, workflowType: info.workflowType }
    known.set(info.runId, workflow)
    return workflow
  }

  thread.send = async (request) => {
    if (successor !== null) return (await successor).send(request)
    if (request.type === 'destroy') isEnding = true
    const workflow = workflowOf(request)
    if (request.type === 'dispose-workflow') known.delete(request.runId ?? '')
    const reason =
      request.type === 'create-workflow' && workflow !== null ? hooks.reasonAgainst(workflow) : null
    if (reason !== null) throw new Error(reason)
    const entry = { workflow, since: performance.now() }
    open.add(entry)
    try {
      const answer = await send(request)
      if (workflow !== null && isFailure(answer) && performance.now() - entry.since >= hooks.longMs)
        hooks.onCut(workflow)
      return answer
    } catch (error) {
      if (isEnding) throw error
      // A plain error fails this workflow task; the SDK's own would end the worker.
      throw new Error(`The thread of this workflow ended: ${(error as Error).message}`, { cause: error })
    } finally {
      open.delete(entry)
      const [next] = open
      if (next !== undefined) next.since = Math.max(next.since, performance.now())
    }
  }

  return {
    head: () => [...open][0] ?? null,
    isEnding: () => isEnding,
    forwardTo(thread) {
      successor = thread
    },
  }
}

/** The SDK's answer to a step: its completion failed, so the workflow task does. */
function isFailure(answer: unknown): boolean {
  const { type, completion } = (answer ?? {}) as { type?: unknown; completion?: { failed?: unknown } }
  return type === 'activation-completion' && completion?.failed != null
}
