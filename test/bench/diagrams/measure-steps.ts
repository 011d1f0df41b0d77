/** Steps of the pure step function: in this process, and in workflows on the real server. */
import { pathToFileURL } from 'node:url'
import { indexDiagram, startPlace, type World } from '../../../src/diagram/step/place.ts'
import { step } from '../../../src/diagram/step/step.ts'
import { loadDiagrams } from '../../../src/project/load-diagrams.ts'
import { forEachAtOnce } from '../../helpers/for-each-at-once.ts'
import { median } from '../median.ts'
import { readCpu } from '../read-cpu.ts'
import { type BenchWorker, DIAGRAMS } from './open-bench.ts'

const CIRCLES = '7007-circles'
/** Each sets two parameters and judges a condition: two nodes. */
const ROUNDS = 499
const NODES = 2 * ROUNDS + 2
const AT_ONCE = 10

export interface StepNumbers {
  /** For each second of CPU; a node is one step or two. */
  readonly stepsPerSecond: number
  readonly nodesPerSecond: number
  /** CPU of the worker for each further node of a task, in microseconds. */
  readonly workflowNodeUs: number
  /** Nodes that those tasks passed in a row. */
  readonly nodes: number
}

/** @param size.tasks of each length, in each of `rounds` */
export async function measureSteps(
  worker: BenchWorker,
  size: { readonly rounds: number; readonly tasks: number; readonly seconds: number },
): Promise<StepNumbers> {
  const { steps, nodes } = await stepHere(size.seconds)
  const further: number[] = []
  for (let round = 0; round <= size.rounds; round += 1) {
    const short = await runTasks(worker, size.tasks, 1)
    const long = await runTasks(worker, size.tasks, ROUNDS)
    // The first pays for compiling
    if (round > 0) further.push(((long - short) * 1_000) / (2 * (ROUNDS - 1)))
  }
  return { stepsPerSecond: steps, nodesPerSecond: nodes, workflowNodeUs: median(further), nodes: NODES }
}

/** @returns ms of CPU a task */
async function runTasks(worker: BenchWorker, tasks: number, rounds: number): Promise<number> {
  const before = readCpu(worker.pid)
  await forEachAtOnce(Array.from({ length: tasks }), AT_ONCE, async () => {
    const task = await worker.start(CIRCLES, { times: 0, rounds })
    const result = (await task.result()) as { data?: { times?: number } }
    if (result.data?.times !== rounds) throw new Error(`It went round ${result.data?.times} times`)
  })
  return (readCpu(worker.pid) - before) / tasks
}

/** Goes in circles for a while, as a workflow does, without one. */
async function stepHere(seconds: number): Promise<{ steps: number; nodes: number }> {
  const loaded = (await loadDiagrams(pathToFileURL(`${DIAGRAMS}/`))).get(CIRCLES)
  if (loaded === undefined) throw new Error(`There is no ${CIRCLES}`)
  const diagram = indexDiagram(loaded.diagram)
  const world: World = {
    task: { taskId: '0'.repeat(24), ref: null, createdAt: 0, changedAt: 0 },
    now: 0,
    random: Math.random,
    given: {},
  }
  let from = process.cpuUsage()
  let steps = 0
  let nodes = 0
  const used = () => {
    const { user, system } = process.cpuUsage(from)
    return (user + system) / 1_000_000
  }
  for (const warm of [true, false]) {
    from = process.cpuUsage()
    steps = 0
    nodes = 0
    while (used() < (warm ? seconds / 4 : seconds)) {
      let place = startPlace(diagram, { times: 0, rounds: ROUNDS }, 0)
      for (;;) {
        const move = step(diagram, place, world)
        steps += 1
        if (move.kind === 'ended') break
        if (move.kind !== 'go') throw new Error(`A step was no step: ${JSON.stringify(move)}`)
        if (move.entered) nodes += 1
        place = move.place
      }
    }
  }
  const spent = used()
  return { steps: steps / spent, nodes: nodes / spent }
}
