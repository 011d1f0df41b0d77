/** Bodies to try a process with: its example file, and what its newest tasks came with. */

import type { BodyFormat } from '../process/task.ts'
import { readArgument } from '../tasks/read-argument.ts'
import { tasksOf } from '../tasks/visibility-query.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import type { ProcessParts } from './process-parts.ts'

export interface Example {
  readonly source: 'file' | 'task'
  /** Null: of a file. */
  readonly taskId: string | null
  /** ISO 8601, UTC; null: of a file. */
  readonly receivedAt: string | null
  /** What it came as; the body is JSON all the same, since a task keeps its data only. */
  readonly cameAs: BodyFormat
  readonly body: string
}

const NEWEST = 5
/** Repeats of the same data are one example. */
const LOOKED_AT = 15
const WITHIN_MS = 3_000

/** @returns the file first, then the newest; without those of tasks where Temporal can not be asked */
export async function readExamples(parts: ProcessParts, process: string): Promise<Example[]> {
  const file = await parts.readExample(process)
  const examples: Example[] =
    file === null ? [] : [{ source: 'file', taskId: null, receivedAt: null, cameAs: 'json', body: file }]
  try {
    return [...examples, ...(await readNewest(parts, process))]
  } catch {
    return examples
  }
}

async function readNewest({ client }: ProcessParts, process: string): Promise<Example[]> {
  return withinDeadline(client, Date.now() + WITHIN_MS, async () => {
    const { namespace } = client.options
    const request = { namespace, query: tasksOf(process), pageSize: LOOKED_AT }
    const { executions } = await client.workflowService.listWorkflowExecutions(request)
    const tasks = await Promise.all(
      executions.map(({ execution }) =>
        readArgument(client, {
          workflowId: execution?.workflowId ?? '',
          runId: execution?.runId ?? '',
        }).catch(() => null),
      ),
    )
    const byBody = new Map<string, Example>()
    for (const task of tasks) {
      if (task === null || task.process !== process) continue
      const body = JSON.stringify(task.data, null, 2)
      if (byBody.has(body)) continue
      const { taskId, delivery } = task
      byBody.set(body, {
        source: 'task',
        taskId,
        receivedAt: delivery.receivedAt ?? null,
        cameAs: delivery.format ?? 'json',
        body,
      })
    }
    return [...byBody.values()].slice(0, NEWEST)
  })
}
