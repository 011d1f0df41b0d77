/** Follows what is sent to a thread of workflows, so that one knows what it works on when it stops. */
import { performance } from 'node:perf_hooks'
import type { ThreadClient, ThreadRequest, WorkflowOfThread } from './workflow-threads.ts'

/** A step that a thread is taking. */
export interface Step {
  readonly workflow: WorkflowOfThread
  /** ms of `performance.now()` */
  readonly since: number
}

export interface FollowedThread {
  /** Null: it takes none. */
  step(): Step | null
  /** True: the worker ends, and the thread with it. */
  isEnding(): boolean
  /** From now on runs begin in the thread that takes its place. */
  moveTo(successor: Promise<ThreadClient>): void
}

/**
 * Takes the place of `thread.send`. Steps go to the thread one by one: it takes several from its port before it answers
 * the first, so nobody could tell which of them does not end. A thread that ended is no reason for the SDK to end
 * its worker any more: the tasks it had fail, and Temporal gives them again.
 *
 * @param hooks.reasonAgainst why a run is not begun; null: it is
 * @param hooks.onCut told of a run whose step failed after `longMs`: V8 has cut it
 */
export function followRequests(
  thread: ThreadClient,
  hooks: {
    reasonAgainst(workflow: WorkflowOfThread): string | null
    onCut(workflow: WorkflowOfThread): void
    readonly longMs: number
  },
): FollowedThread {
  const send = thread.send.bind(thread)
  const known = new Map<string, WorkflowOfThread>()
  const moved = new Set<string>()
  let step: Step | null = null
  let isEnding = false
  let successor: Promise<ThreadClient> | null = null
  let turn: Promise<unknown> = Promise.resolve()

  /** A plain error fails a workflow task; the SDK's own would end the worker. */
  async function sendOne(request: ThreadRequest): Promise<unknown> {
    try {
      return await send(request)
    } catch (error) {
      if (isEnding) throw error
      throw new Error(`The thread of this workflow ended: ${(error as Error).message}`, { cause: error })
    }
  }

  async function takeStep(request: ThreadRequest, workflow: WorkflowOfThread): Promise<unknown> {
    if (successor !== null) return sendOn(successor, request, workflow.runId)
    const since = performance.now()
    step = { workflow, since }
    try {
      const answer = await sendOne(request)
      if (isFailure(answer) && performance.now() - since >= hooks.longMs) hooks.onCut(workflow)
      return answer
    } finally {
      step = null
    }
  }

  /** Only runs that begin there are known there; those that this thread had begin again from their history. */
  async function sendOn(to: Promise<ThreadClient>, request: ThreadRequest, runId: string): Promise<unknown> {
    if (request.type === 'create-workflow') moved.add(runId)
    if (!moved.has(runId)) throw new Error('The thread of this workflow ended')
    if (request.type === 'dispose-workflow') moved.delete(runId)
    return (await to).send(request)
  }

  thread.send = async (request) => {
    const { type, runId = '', options } = request
    if (type === 'destroy') isEnding = true
    if (type === 'create-workflow' && options !== undefined) {
      const { info } = options
      const workflow = { runId: info.runId, workflowId: info.workflowId, workflowType: info.workflowType }
      const reason = hooks.reasonAgainst(workflow)
      if (reason !== null) throw new Error(reason)
      known.set(info.runId, workflow)
    }
    const workflow = known.get(options?.info.runId ?? runId)
    if (workflow !== undefined && STEPS.has(type)) {
      const taken = turn.then(() => takeStep(request, workflow))
      turn = taken.catch(() => {})
      return taken
    }
    if (type === 'dispose-workflow') known.delete(runId)
    return successor === null ? sendOne(request) : sendOn(successor, request, runId)
  }

  return {
    step: () => step,
    isEnding: () => isEnding,
    moveTo(thread) {
      successor = thread
    },
  }
}

/** What runs code of a workflow. */
const STEPS: ReadonlySet<string> = new Set(['create-workflow', 'activate-workflow'])

/** The SDK's answer to a step: its completion failed, so the workflow task does. */
function isFailure(answer: unknown): boolean {
  const { type, completion } = (answer ?? {}) as { type?: unknown; completion?: { failed?: unknown } }
  return type === 'activation-completion' && completion?.failed != null
}
