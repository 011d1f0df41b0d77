import { type Client, QueryNotRegisteredError } from '@temporalio/client'
import { DATA_QUERY, type TaskData } from '../process/diagram/diagram-task.ts'
import { workflowTypeOf } from '../process/ids/process-id.ts'
import { quote } from './visibility-query.ts'

/**
 * The versions of an imported process that its open tasks began with. Each is asked, so a worker must be there.
 *
 * Visibility is a moment late: a task that began within the last second may be missing. Such a task has the current version, which is
 * never removed; were it not so, its worker would say which version it lacks, and the task would wait.
 *
 * @param process the process id
 * @returns null when an open task does not say its version: nobody knows then which ones are in use
 */
export async function readVersionsInUse(
  client: Client,
  process: string,
): Promise<ReadonlySet<string> | null> {
  const versions = new Set<string>()
  const query = `WorkflowType = ${quote(workflowTypeOf(process))} AND ExecutionStatus = 'Running'`
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const version = await askVersion(client, workflowId, runId)
    if (version === null) return null
    versions.add(version)
  }
  return versions
}

/** The version that a task runs. @returns null: no worker answers, or it is no task of a diagram */
export async function askVersion(client: Client, workflowId: string, runId: string): Promise<string | null> {
  try {
    const { version } = await client.workflow.getHandle(workflowId, runId).query<TaskData>(DATA_QUERY)
    return version
  } catch (error) {
    // No worker answers, or it is no task of a diagram
    if (error instanceof QueryNotRegisteredError || (error as Error).name === 'ServiceError') return null
    throw error
  }
}
