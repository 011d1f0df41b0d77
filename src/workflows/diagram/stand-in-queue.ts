/**
 * Queue and Get from Queue of a diagram (facts: mpo-semantics 41). The queue holds where each task stands, not its data: who takes
 * a task asks it, and one that has left meanwhile says so.
 */
import {
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  isCancellation,
  setHandler,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow'
import type { JsonObject } from '../../diagram/diagram.ts'
import type { Effect, Outcome } from '../../diagram/step/effect.ts'
import { queueNameOf } from '../../process/diagram/diagram-names.ts'
import {
  type Caller,
  TAKE_SIGNAL,
  type TakeAnswer,
  type TakeQuestion,
} from '../../process/diagram/diagram-task.ts'
import { nextOperationKey } from '../nodes/calls/operation-key.ts'
import { note } from '../nodes/run/note.ts'
import { type DiagramRun, local, shared } from './diagram-run.ts'

/** What stands in the queue for a task. */
interface QueuedPlace {
  readonly workflowId: string
  readonly runId: string
  readonly place: string
}

const take = defineSignal<[TakeQuestion]>(TAKE_SIGNAL)

/** Puts the task into the queue of its node, and waits until it is taken. */
export async function standInQueue(
  { task, place }: DiagramRun,
  { data }: Extract<Effect, { kind: 'queue' }>,
): Promise<Outcome> {
  const key = nextOperationKey()
  const { workflowId, runId } = workflowInfo()
  const queued: QueuedPlace = { workflowId, runId, place: key }
  let taken = false
  const answers: Promise<void>[] = []
  setHandler(take, ({ taker, place: asked }) => {
    const isHere = asked === key && !taken
    if (isHere) taken = true
    const given = { ...place.data, ...data }
    answers.push(answer(taker, { taskId: task.taskId, data: isHere ? given : null }))
  })
  try {
    const sender = { process: task.process, taskId: task.taskId, ref: task.ref }
    await shared.queue(queueNameOf(task.process, place.node), key, { sender, data: queued })
    await condition(() => taken)
    await Promise.all(answers)
    return { kind: 'done' }
  } finally {
    // Those who come later are told that it has gone
    setHandler(take, ({ taker }) => void answer(taker, { taskId: task.taskId, data: null }))
  }
}

async function answer({ workflowId, runId, signal }: Caller, message: TakeAnswer): Promise<void> {
  try {
    await getExternalWorkflowHandle(workflowId, runId).signal(signal, message)
  } catch (error) {
    if (isCancellation(error)) throw error
    // Who asked is over and takes nothing
  }
}

/** Takes a task out of the queue of a node; an empty queue is a failure of the node. */
export async function takeFromQueue(
  _run: DiagramRun,
  { target, node, newest }: Extract<Effect, { kind: 'take' }>,
): Promise<Outcome> {
  const found = await local.findTarget({ target })
  if ('failure' in found) return { kind: 'failed', failure: found.failure }
  const name = queueNameOf(found.found.process, node)
  for (let round = 0; ; round += 1) {
    const key = `${nextOperationKey()}/${round}`
    const next = await shared.getFromQueue(name, key, { order: newest ? 'DESC' : 'ASC', taker: null })
    if (next === null)
      return {
        kind: 'failed',
        failure: { type: 'software', tag: 'get_task_executing_error', description: 'not_found_task' },
      }
    const data = await ask(next.data as QueuedPlace)
    if (data === null) continue
    note(`Took the task ${next.taskId}`)
    return { kind: 'taken', taskId: next.taskId, data }
  }
}

/** The data of a task that stands in a queue; null: it has left. */
async function ask({ workflowId, runId, place }: QueuedPlace): Promise<JsonObject | null> {
  const own = workflowInfo()
  const taker: Caller = { workflowId: own.workflowId, runId: own.runId, signal: `taken:${uuid4()}` }
  const signal = defineSignal<[TakeAnswer]>(taker.signal)
  let answered: TakeAnswer | null = null
  setHandler(signal, (message) => {
    answered ??= message
  })
  try {
    await getExternalWorkflowHandle(workflowId, runId).signal(take, { taker, place })
    await condition(() => answered !== null)
    return (answered as unknown as TakeAnswer).data as JsonObject | null
  } catch (error) {
    if (isCancellation(error)) throw error
    return null
  } finally {
    setHandler(signal, undefined)
  }
}
