/** Carries an effect out by Temporal's means. Whatever happens to it becomes an outcome that the diagram can answer. */
import { condition } from '@temporalio/workflow'
import type { Effect, Outcome } from '../../diagram/step/effect.ts'
import type { WaitKind } from '../../process/attributes/task-state.ts'
import { currentPosition } from '../nodes/run/position.ts'
import { showProgress } from '../nodes/run/show-progress.ts'
import { endHold } from '../nodes/run/show-state.ts'
import { markWaiting } from '../nodes/waits/mark-waiting.ts'
import { addSums } from './add-sums.ts'
import { callProcess } from './call-process.ts'
import { copyOrModify } from './copy-or-modify.ts'
import { calls, type DiagramRun, scripts } from './diagram-run.ts'
import { outcomeOfError } from './outcome-of-error.ts'
import { raceGuard } from './race-guard.ts'
import { replyToCaller } from './reply-to-caller.ts'
import { standInQueue, takeFromQueue } from './stand-in-queue.ts'

export async function carryOut(run: DiagramRun, effect: Effect): Promise<Outcome> {
  const { run: taskRun } = currentPosition()
  showProgress(taskRun)
  const { node } = run.place
  run.retries.begin(node, run.visit, effect.kind)
  try {
    return run.retries.end(node, effect.kind, await doEffect(run, effect))
  } catch (error) {
    return run.retries.end(node, effect.kind, outcomeOfError(error, effect.kind))
  } finally {
    endHold(taskRun, run.visit)
  }
}

async function doEffect(run: DiagramRun, effect: Effect): Promise<Outcome> {
  switch (effect.kind) {
    case 'stand':
      wait(run, effect.guard?.at ?? null, 'Stands here', effect.guard === null ? 'stand' : 'delay')
      return await raceGuard(effect.guard, () => forEver())
    case 'callback':
      wait(run, effect.guard?.at ?? null, 'Waits for a callback', 'callback')
      return await raceGuard(effect.guard, async () => ({
        kind: 'came',
        data: await run.modifications.next(run.place.node),
      }))
    case 'code':
      return await runScript(run, effect)
    case 'api':
      return await raceGuard(effect.guard, () => callApi(run, effect))
    case 'call':
      wait(run, effect.guard?.at ?? null, `Calls ${effect.target.conv}`, 'call')
      return await raceGuard(effect.guard, () => callProcess(run, effect))
    case 'reply':
      return await replyToCaller(run, effect)
    case 'copy':
    case 'modify':
      return await copyOrModify(run, effect)
    case 'queue':
      wait(run, effect.guard?.at ?? null, 'Stands in the queue', 'queue')
      return await raceGuard(effect.guard, () => standInQueue(run, effect))
    case 'take':
      return await takeFromQueue(run, effect)
    case 'sum':
      return await addSums(run, effect)
  }
}

function wait(run: DiagramRun, until: number | null, what: string, kind: WaitKind): void {
  const retry = kind === 'delay' ? run.retries.delayed() : null
  markWaiting(until === null ? what : `${what} until ${new Date(until).toISOString()}`, kind, retry)
}

async function forEver(): Promise<Outcome> {
  await condition(() => false)
  throw new TypeError('A condition that never holds has held')
}

async function runScript(
  { place }: DiagramRun,
  { source, root }: Extract<Effect, { kind: 'code' }>,
): Promise<Outcome> {
  const outcome = await scripts.runDiagramCode({ source, data: place.data, root })
  if (outcome.ok) return { kind: 'changed', ...outcome.change }
  const { type, tag, description } = outcome
  return { kind: 'failed', failure: { type, tag, description } }
}

async function callApi(
  { diagram, place, task }: DiagramRun,
  { guard: _, ...effect }: Extract<Effect, { kind: 'api' }>,
): Promise<Outcome> {
  const system = {
    ref: task.ref ?? '',
    obj_id: task.taskId,
    conv_id: diagram.mpoId === null ? task.process : Number(diagram.mpoId),
    node_id: place.node,
  }
  const result = await calls.callForDiagram({ node: place.node, taskId: task.taskId, effect, system })
  return 'answer' in result
    ? { kind: 'answered', answer: result.answer }
    : { kind: 'failed', failure: result.failure }
}
