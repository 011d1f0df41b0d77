/** The diagram of a process with where its tasks stand: from the traces of its newest tasks, in bounded time. */

import type { Client } from '@temporalio/client'
import type { Diagram as ImportedDiagram } from '../diagram/diagram.ts'
import { nodeAttribute } from '../process/node-attribute.ts'
import { TRACE_QUERY, type TraceEntry } from '../process/trace.ts'
import { type MergedDiagram, mergeTraces, type TracedTask } from '../tasks/page/merge-traces.ts'
import { tasksOf } from '../tasks/visibility-query.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import type { RunOf } from '../temporal/temporal-command.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import { countStanding } from './count-standing.ts'
import { drawImported, type PlacedEdge, type PlacedNode } from './imported/draw-imported.ts'

export interface Diagram {
  readonly nodes: readonly (PlacedNode & { readonly standing: number | null })[]
  readonly edges: readonly PlacedEdge[]
  /** Tasks whose traces it is made of. */
  readonly tasks: number
  /** True: not all of the newest tasks could be read in time. */
  readonly partial: boolean
}

const NEWEST = 50
/** A worker may replay each task for its trace: not all at once. */
const AT_ONCE = 8
const WITHIN_MS = 3_000
/** COMPLETED of Temporal's WorkflowExecutionStatus. */
const COMPLETED = 2

/** @throws TemporalUnreachableError when not even the list of tasks came in time */
/** @param drawn the diagram of an imported process; null: nobody drew it */
export async function readDiagram(
  client: Client,
  process: string,
  drawn: ImportedDiagram | null,
): Promise<Diagram> {
  const deadline = Date.now() + WITHIN_MS
  const { namespace } = client.options
  const request = { namespace, query: tasksOf(process), pageSize: NEWEST }
  const { executions } = await withinDeadline(client, deadline, () =>
    client.workflowService.listWorkflowExecutions(request),
  ).catch((error: unknown) => {
    throw explainTemporalError(error, 'listing the tasks of a diagram')
  })
  const left = executions.map(({ execution, status }) => ({
    workflowId: execution?.workflowId ?? '',
    runId: execution?.runId ?? '',
    ended: status === COMPLETED,
  }))
  const traced: TracedTask[] = []
  const work = async () => {
    for (let task = left.shift(); task !== undefined && Date.now() < deadline; task = left.shift()) {
      const trace = await askTrace(client, task, deadline)
      if (trace !== null) traced.push({ trace, ended: task.ended })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const { nodes, edges } = drawn === null ? placed(mergeTraces(traced)) : drawImported(drawn, traced)
  const { standing } = await countStanding(client, process, nodes, Math.max(deadline, Date.now() + 500))
  return {
    nodes: nodes.map((node) => ({ ...node, standing: standing.get(node.id) ?? null })),
    edges,
    tasks: traced.length,
    partial: traced.length < executions.length,
  }
}

function placed({ nodes, edges }: MergedDiagram): {
  nodes: readonly PlacedNode[]
  edges: readonly PlacedEdge[]
} {
  return { nodes: nodes.map((node) => ({ ...node, place: nodeAttribute(node.title) })), edges }
}

async function askTrace(
  client: Client,
  { workflowId, runId }: RunOf,
  deadline: number,
): Promise<readonly TraceEntry[] | null> {
  try {
    return await withinDeadline(client, deadline, () =>
      client.workflow.getHandle(workflowId, runId).query<TraceEntry[]>(TRACE_QUERY),
    )
  } catch {
    return null
  }
}
