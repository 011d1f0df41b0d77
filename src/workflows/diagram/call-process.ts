/** Calls another process and goes on at its reply; the called task goes on too (facts: mpo-semantics 33). */
import {
  type ChildWorkflowHandle,
  condition,
  defineSignal,
  isCancellation,
  setHandler,
  startChild,
  uuid4,
  type Workflow,
  workflowInfo,
} from '@temporalio/workflow'
import type { JsonObject } from '../../diagram/diagram.ts'
import type { Effect, Outcome } from '../../diagram/step/effect.ts'
import type { Caller, CallReply } from '../../process/diagram/diagram-task.ts'
import { taskWorkflowId } from '../../process/ids/workflow-id.ts'
import { describeOther } from '../nodes/calls/start-other.ts'
import { note } from '../nodes/run/note.ts'
import { currentPosition } from '../nodes/run/position.ts'
import { type DiagramRun, local } from './diagram-run.ts'

export async function callProcess(
  _run: DiagramRun,
  { target, data }: Extract<Effect, { kind: 'call' }>,
): Promise<Outcome> {
  const answer = await local.findTarget({ target, data })
  if ('failure' in answer) return { kind: 'failed', failure: answer.failure }
  const { process, kind, version } = answer.found
  const taskId = uuid4().replaceAll('-', '').slice(0, 24)
  const { workflowId, runId } = workflowInfo()
  const caller: Caller = { workflowId, runId, signal: `reply:${uuid4()}` }
  let reply: CallReply | null = null
  const signal = defineSignal<[CallReply]>(caller.signal)
  setHandler(signal, (message) => {
    reply ??= message
  })
  const other = {
    process,
    version,
    workflowId: taskWorkflowId(process, taskId),
    taskId,
    ref: null,
    refInId: null,
    data,
  } as const
  const title = currentPosition().visit?.node ?? process
  const { type, options } = describeOther(title, { ...other, by: 'callProcess' }, 'rpc_task_size_overflow')
  const [task] = options.args
  note(`Calls ${process}, task ${taskId}`)
  try {
    const child = await startChild(type, {
      ...options,
      args: [{ ...task, caller }],
      parentClosePolicy: 'ABANDON',
      // It goes on whatever becomes of the call: its guard, or the end of the calling task
      cancellationType: 'ABANDON',
    })
    if (kind === 'code') void child.result().then(...settlers((message) => (reply ??= message)))
    await condition(() => reply !== null)
    note(`${process}, task ${taskId}, answered`)
    return outcomeOf(reply as unknown as CallReply)
  } finally {
    setHandler(signal, undefined)
  }
}

/** A process in code that does not reply answers by its result; one that fails, by its failure. */
function settlers(
  take: (message: CallReply) => void,
): Parameters<Promise<Awaited<ReturnType<ChildWorkflowHandle<Workflow>['result']>>>['then']> {
  return [
    (result: unknown) => take({ data: replyOf(result), exception: null }),
    (error: unknown) => {
      if (!isCancellation(error)) take({ data: {}, exception: (error as Error).message })
    },
  ]
}

function replyOf(result: unknown): Readonly<Record<string, unknown>> {
  if (typeof result !== 'object' || result === null) return result === undefined ? {} : { result }
  const { replied } = result as { replied?: { body?: unknown } }
  if (typeof replied?.body !== 'string') return result as Readonly<Record<string, unknown>>
  try {
    const body: unknown = JSON.parse(replied.body)
    return typeof body === 'object' && body !== null && !Array.isArray(body)
      ? (body as Readonly<Record<string, unknown>>)
      : { result: body }
  } catch {
    // A reply that is a plain text
    return { result: replied.body }
  }
}

function outcomeOf({ data, exception }: CallReply): Outcome {
  const laid = data as JsonObject
  if (exception === null) return { kind: 'came', data: laid }
  return {
    kind: 'failed',
    failure: { type: 'software', tag: 'rpc_reply_exception', description: exception, data: laid },
  }
}
