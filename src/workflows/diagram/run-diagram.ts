/**
 * The workflow of every diagram. A node without reads and effects writes no history; after many pure steps the task gives way
 * to others, since workflows share one thread, and one that goes in a circle without an effect is ended.
 */
import { ApplicationFailure, sleep, workflowInfo } from '@temporalio/workflow'
import type { JsonObject } from '../../diagram/diagram.ts'
import { type Given, keyOfRead, type Read } from '../../diagram/language/index.ts'
import type { Move } from '../../diagram/step/effect.ts'
import { nodeAt, type Place, startPlace, type TaskFacts } from '../../diagram/step/place.ts'
import { settle } from '../../diagram/step/settle.ts'
import { step } from '../../diagram/step/step.ts'
import type { CalledTask, DiagramResult } from '../../process/diagram/diagram-task.ts'
import type { NodeFailure } from '../../process/node-failure.ts'
import { continueTask } from '../nodes/run/continue-task.ts'
import { currentPosition, position } from '../nodes/run/position.ts'
import { carryOut } from './carry-out.ts'
import { type DiagramRun, local } from './diagram-run.ts'
import { endOf } from './end-of.ts'
import { findDiagram } from './find-diagram.ts'
import { listen } from './modifications.ts'
import { enter, leave } from './trace-place.ts'

/** Steps without an effect after which others have their turn. */
const STEPS_IN_A_ROW = 1_000
/** Times that a task may pass one node without an effect in between. */
const MAX_PASSES = 10_000

/** Where a task goes on after it has continued as new; its data stands in `data`. */
interface Continued {
  readonly place: Omit<Place, 'data'>
  readonly createdAt: number
}

type DiagramTask = CalledTask<JsonObject> & { readonly continued?: Continued }

/**
 * Runs a task of the diagram that its workflow type names.
 *
 * @returns how it ended
 * @throws ApplicationFailure with MPO's tag when a logic failed that has no error exit; `loop_guard`
 */
export async function runDiagram(started: DiagramTask): Promise<DiagramResult> {
  const { workflowType } = workflowInfo()
  const version = started.version ?? (await local.currentVersion(started.process))
  const task: DiagramTask = { ...started, version }
  const diagram = findDiagram(workflowType, version)
  const { run: taskRun } = currentPosition()
  const { continued } = task
  const place: Place =
    continued === undefined
      ? startPlace(diagram, task.data, Date.now())
      : { ...continued.place, data: task.data }
  const facts: TaskFacts = {
    taskId: task.taskId,
    ref: task.ref,
    createdAt: continued?.createdAt ?? Math.floor(Date.now() / 1_000),
    changedAt: Math.floor(Date.now() / 1_000),
  }
  const waiting = diagram.nodes.filter(({ logics }) => logics.some(({ kind }) => kind === 'callback'))
  const run: DiagramRun = {
    diagram,
    task,
    place,
    visit: enter(taskRun, nodeAt(diagram, place)),
    modifications: listen(
      taskRun,
      waiting.map(({ id }) => id),
      () => ({ node: run.place.node, data: run.place.data }),
    ),
  }

  let inARow = 0
  const passes = new Map<string, number>()
  for (;;) {
    const move = await moveOn(run, facts)
    if (move.kind === 'ended') {
      leave(run.visit, 'passed')
      return endOf(diagram, run.place)
    }
    if (move.kind === 'failed') throw failureAt(run, move)
    const { entered, effected } = move
    run.place = move.place
    if (effected) {
      inARow = 0
      passes.clear()
    }
    if (!entered) continue
    leave(run.visit, 'passed')
    run.visit = enter(taskRun, nodeAt(diagram, run.place))
    const times = (passes.get(run.place.node) ?? 0) + 1
    passes.set(run.place.node, times)
    if (times > MAX_PASSES) throw loopAt(run)
    inARow += 1
    if (inARow % STEPS_IN_A_ROW === 0) await sleep(1)
    if (workflowInfo().continueAsNewSuggested) {
      const { data, ...where } = run.place
      leave(run.visit, 'passed')
      return await continueTask(
        { ...task, continued: { place: where, createdAt: facts.createdAt } } as DiagramTask,
        data,
      )
    }
  }
}

type Moved =
  | Exclude<Move, { kind: 'needs' | 'effect' | 'go' }>
  | (Extract<Move, { kind: 'go' }> & { effected: boolean })

/** The next step, with its reads and its effect. */
async function moveOn(run: DiagramRun, task: TaskFacts): Promise<Moved> {
  const { diagram, place } = run
  return await position.run({ run: currentPosition().run, visit: run.visit }, async () => {
    let given: Record<string, Given> = {}
    const world = () => ({ task, now: Date.now(), random: Math.random, given })
    const settled = async (take: () => Move): Promise<Exclude<Move, { kind: 'needs' }>> => {
      for (;;) {
        const move = take()
        if (move.kind !== 'needs') return move
        given = { ...given, ...(await makeReads(run, move.reads)) }
      }
    }
    const move = await settled(() => step(diagram, place, world()))
    if (move.kind === 'go') return { ...move, effected: false }
    if (move.kind !== 'effect') return move
    const outcome = await carryOut(run, move.effect)
    given = {}
    const after = await settled(() => settle(diagram, place, outcome, world()))
    if (after.kind === 'effect') throw new TypeError('An effect led to an effect')
    return after.kind === 'go' ? { ...after, effected: true } : after
  })
}

async function makeReads(run: DiagramRun, reads: readonly Read[]): Promise<Record<string, Given>> {
  const { process, taskId } = run.task
  const values = await local.readForDiagram({ process, taskId, reads })
  return Object.fromEntries(reads.map((read, index) => [keyOfRead(read), values[index] as Given]))
}

function failureAt(run: DiagramRun, { failure }: Extract<Move, { kind: 'failed' }>): ApplicationFailure {
  const { type, tag, description, httpCode = null } = failure
  leave(run.visit, 'failed', `${tag}: ${description}`)
  const detail: NodeFailure = { node: run.visit.node, tag, kind: type, httpCode, answer: null }
  return ApplicationFailure.create({
    message: `${run.visit.node}: ${description === '' ? tag : description}`,
    type: tag,
    nonRetryable: true,
    details: [detail],
  })
}

function loopAt(run: DiagramRun): ApplicationFailure {
  return failureAt(run, {
    kind: 'failed',
    data: run.place.data,
    failure: {
      type: 'software',
      tag: 'loop_guard',
      description: `The task came here ${MAX_PASSES} times without an effect in between`,
    },
  })
}
