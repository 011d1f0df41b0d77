/**
 * The workflow of every diagram. A node without reads and effects writes no history; after many pure steps the task gives way
 * to others, since workflows share one thread, and one that goes in a circle without an effect is ended.
 */
import { ApplicationFailure, defineQuery, setHandler, sleep, workflowInfo } from '@temporalio/workflow'
import type { JsonObject } from '../../diagram/diagram.ts'
import { type Given, keyOfRead, type Read } from '../../diagram/language/index.ts'
import type { Move } from '../../diagram/step/effect.ts'
import {
  type IndexedDiagram,
  nodeAt,
  type Place,
  startPlace,
  type TaskFacts,
} from '../../diagram/step/place.ts'
import { settle } from '../../diagram/step/settle.ts'
import { step } from '../../diagram/step/step.ts'
import { outcomeAttribute } from '../../process/attributes/outcome-attribute.ts'
import {
  type CalledTask,
  type DiagramResult,
  type NodePasses,
  PASSES_QUERY,
} from '../../process/diagram/diagram-task.ts'
import type { NodeFailure } from '../../process/node-failure.ts'
import { continueTask } from '../nodes/run/continue-task.ts'
import { currentPosition, position } from '../nodes/run/position.ts'
import { carryOut } from './carry-out.ts'
import { countPasses } from './count-passes.ts'
import { createCountWatch } from './count-watch.ts'
import { type DiagramRun, local } from './diagram-run.ts'
import { createDrawnRetries } from './drawn-retries.ts'
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
  readonly hasReplied: boolean
  /** Left out by versions that did not count. */
  readonly passed?: NodePasses
}

type DiagramTask = CalledTask<JsonObject> & { readonly continued?: Continued }

/**
 * Runs a task of the diagram that its workflow type names.
 *
 * @returns how it ended
 * @throws ApplicationFailure with MPO's tag when a logic failed that has no error exit; `loop_guard`; `node_missing` when it is to
 * begin at a node that is not there
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
      ? startPlace(diagram, task.data, Date.now(), beginOf(task, diagram))
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
    hasReplied: continued?.hasReplied ?? false,
    counts: createCountWatch(task.process, diagram, taskRun),
    retries: createDrawnRetries(taskRun),
    passes: countPasses(task.process, continued?.passed ?? {}),
    visit: enter(taskRun, nodeAt(diagram, place), diagram.isState),
    modifications: listen(
      taskRun,
      waiting.map(({ id }) => id),
      () => ({ version, node: run.place.node, data: run.place.data }),
    ),
  }

  if (continued === undefined) run.passes.add(place.node)
  setHandler(defineQuery<NodePasses>(PASSES_QUERY), () => Object.fromEntries(run.passes.passed))

  const passes = new Map<string, number>()
  let inARow = 0
  for (;;) {
    const taken = stepNow(run, facts, {})
    const isPure = taken.kind === 'go'
    const move = taken.kind === 'needs' || taken.kind === 'effect' ? await reachOut(run, facts, taken) : taken
    if (move.kind === 'ended') {
      leave(run.visit, 'passed')
      run.counts.leave(null)
      run.passes.tell()
      await run.counts.settled()
      const result = endOf(diagram, run.place)
      taskRun.outcome = outcomeAttribute(result.node.title)
      return result
    }
    if (move.kind === 'failed') {
      run.counts.leave(null)
      run.passes.tell()
      await run.counts.settled()
      throw failureAt(run, move)
    }
    if (!isPure) {
      inARow = 0
      passes.clear()
    }
    run.place = move.place
    if (!move.entered) continue
    leave(run.visit, 'passed')
    const node = nodeAt(diagram, run.place)
    run.visit = enter(taskRun, node, diagram.isState)
    run.counts.leave(node.kind === 'end' ? null : run.visit)
    run.passes.add(node.id)
    const times = (passes.get(node.id) ?? 0) + 1
    passes.set(node.id, times)
    if (times > MAX_PASSES) throw loopAt(run)
    inARow += 1
    if (inARow % STEPS_IN_A_ROW === 0) await sleep(1)
    if (workflowInfo().continueAsNewSuggested) return await goOnAsNew(run, facts)
  }
}

/**
 * A step with what is known now. It must stay synchronous: each promise in the sandbox costs more than a hundred steps.
 *
 * @param given reads that were made for it
 */
function stepNow(
  { diagram, place }: DiagramRun,
  task: TaskFacts,
  given: Readonly<Record<string, Given>>,
): Move {
  return step(diagram, place, { task, now: Date.now(), random: Math.random, given })
}

type Reached = Exclude<Move, { kind: 'needs' | 'effect' }>

/** A step that needs the world, as it was taken without: its reads, its effect, and what comes of it. */
function reachOut(run: DiagramRun, task: TaskFacts, taken: Move): Promise<Reached> {
  const { diagram, place } = run
  return position.run({ run: currentPosition().run, visit: run.visit }, async () => {
    const move = await withReads(run, (given) => stepNow(run, task, given), taken)
    if (move.kind !== 'effect') return move
    run.passes.tell()
    run.counts.arrive(place.node, move.effect.kind, run.visit)
    const outcome = await carryOut(run, move.effect)
    const after = await withReads(run, (given) =>
      settle(diagram, place, outcome, { task, now: Date.now(), random: Math.random, given }),
    )
    if (after.kind === 'effect') throw new TypeError('An effect led to an effect')
    return after
  })
}

/** Asks again with the reads that were needed, until none is. */
async function withReads(
  run: DiagramRun,
  take: (given: Readonly<Record<string, Given>>) => Move,
  first = take({}),
): Promise<Exclude<Move, { kind: 'needs' }>> {
  let given: Readonly<Record<string, Given>> = {}
  let move = first
  while (move.kind === 'needs') {
    given = { ...given, ...(await makeReads(run, move.reads)) }
    move = take(given)
  }
  return move
}

/** A history that grew long begins anew, between two nodes. */
async function goOnAsNew(
  { task, place, visit, hasReplied, counts, passes }: DiagramRun,
  { createdAt }: TaskFacts,
): Promise<never> {
  passes.tell()
  await counts.settled()
  const { data, ...where } = place
  leave(visit, 'passed')
  return await continueTask(
    {
      ...task,
      continued: { place: where, createdAt, hasReplied, passed: Object.fromEntries(passes.passed) },
    } as DiagramTask,
    data,
  )
}

/** Where a new task begins. */
function beginOf({ begins, process }: DiagramTask, { byId, start }: IndexedDiagram): string {
  if (byId.has(begins ?? start)) return begins ?? start
  throw ApplicationFailure.nonRetryable(
    begins === undefined
      ? `The process ${process} has no Start, as startnode check says: mend it in MPO, and import it again`
      : `The task is to begin at the node ${begins}, which its diagram does not have`,
    'node_missing',
  )
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
