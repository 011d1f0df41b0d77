import type { Client } from '@temporalio/client'
import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js'
import type { Task } from '../process/task.ts'
import type { RunOf } from '../temporal/temporal-command.ts'

/** The task that a run got as its argument; null: it is of another workflow, or was started by hand with anything. */
export async function readArgument(client: Client, execution: RunOf): Promise<Task | null> {
  const { namespace, loadedDataConverter } = client.options
  const first = { namespace, execution, maximumPageSize: 1 }
  const page = await client.workflowService.getWorkflowExecutionHistory(first)
  const started = page.history?.events?.[0]?.workflowExecutionStartedEventAttributes
  if (!started?.input?.payloads?.length) return null
  const { workflowId } = execution
  const context = { type: 'workflow', namespace, workflowId } as const
  return asTask(await decodeFromPayloadsAtIndex(loadedDataConverter, 0, started.input.payloads, context))
}

/** The argument of a run as a task, or null. */
export function asTask(argument: unknown): Task | null {
  if (typeof argument !== 'object' || argument === null) return null
  const { process, taskId, delivery } = argument as Partial<Task>
  const isTask =
    typeof process === 'string' &&
    typeof taskId === 'string' &&
    typeof delivery === 'object' &&
    delivery !== null
  return isTask ? (argument as Task) : null
}
