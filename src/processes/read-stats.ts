/** How many tasks stand in each node of an imported process, and how many came by: neither is exact, and it says why. */
import type { Client } from '@temporalio/client'
import type { Diagram } from '../diagram/diagram.ts'
import { nameNode } from '../diagram/name-node.ts'
import { readPasses } from '../tasks/read-passes.ts'
import { OPEN, quote, tasksOf } from '../tasks/visibility-query.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import type { RunOf } from '../temporal/temporal-command.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'

export interface NodeStats {
  /** Of the node. */
  readonly id: string
  readonly title: string
  /** What it is, by MPO's name. */
  readonly kind: string
  /**
   * Open tasks whose `MpoNode` names the node: those that wait there, and those that waited there last and are at work elsewhere. Of the
   * Start: those that have not waited yet.
   */
  readonly standing: number
  /** How often the tasks that were asked came there. */
  readonly passed: number
}

export interface ProcessStats {
  readonly nodes: readonly NodeStats[]
  /** Tasks that visibility knows, open and over. */
  readonly tasks: number
  /** The newest of them, that were asked. */
  readonly asked: number
  /** Of those, how many answered; their passes are counted. */
  readonly answered: number
}

/** A worker may replay each task: not all at once. */
const AT_ONCE = 8
const CALL_MS = 10_000
/** Visibility gives as many at a time. */
const PAGE = 1_000

/**
 * @param placesOf what `MpoNode` says of tasks at a node, by its id
 * @param newest how many tasks are asked for their passes
 * @param withinMs for all of that
 * @throws TemporalUnreachableError
 */
export async function readStats(
  client: Client,
  process: string,
  diagram: Diagram,
  {
    placesOf,
    newest,
    withinMs,
  }: {
    readonly placesOf: (node: string) => readonly string[]
    readonly newest: number
    readonly withinMs: number
  },
): Promise<ProcessStats> {
  try {
    const deadline = Date.now() + withinMs
    const count = async (query: string) =>
      (await withinDeadline(client, Date.now() + CALL_MS, () => client.workflow.count(query))).count
    const tasks = await count(tasksOf(process))
    const asked = await listNewest(client, process, newest)
    const passes = await askAll(client, asked, deadline)
    const nodes: NodeStats[] = []
    for (const node of diagram.nodes) {
      const places = node.kind === 'start' ? ['Start'] : placesOf(node.id)
      const at = `${tasksOf(process)} AND ${OPEN} AND MpoNode IN (${places.map(quote).join(', ')})`
      nodes.push({
        id: node.id,
        title: node.title,
        kind: nameNode(node, diagram.isState),
        standing: places.length === 0 || node.kind === 'end' ? 0 : await count(at),
        passed: passes.reduce((sum, one) => sum + (one[node.id] ?? 0), 0),
      })
    }
    return { nodes, tasks, asked: asked.length, answered: passes.length }
  } catch (error) {
    throw explainTemporalError(error, 'counting tasks')
  }
}

async function listNewest(client: Client, process: string, newest: number): Promise<RunOf[]> {
  const runs: RunOf[] = []
  if (newest === 0) return runs
  const pageSize = Math.min(newest, PAGE)
  for await (const { workflowId, runId } of client.workflow.list({ query: tasksOf(process), pageSize })) {
    runs.push({ workflowId, runId })
    if (runs.length >= newest) break
  }
  return runs
}

async function askAll(client: Client, runs: readonly RunOf[], deadline: number) {
  const left = [...runs]
  const passes: Readonly<Record<string, number>>[] = []
  const work = async () => {
    for (let run = left.shift(); run !== undefined && Date.now() < deadline; run = left.shift()) {
      const found = await readPasses(client, run, Math.min(deadline, Date.now() + CALL_MS))
      if (found !== null) passes.push(found)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return passes
}
