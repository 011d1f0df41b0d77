import type { Client } from '@temporalio/client'
import { quote } from './visibility-query.ts'

/**
 * The versions of an imported process that its open tasks began with, from their memo (`version`).
 *
 * Visibility is a moment late: a task that began within the last second may be missing. Such a task has the current version, which is
 * never removed; were it not so, its worker would say which version it lacks, and the task would wait.
 *
 * @param process the process id, which is the workflow type too
 * @returns null when an open task does not say its version: nobody knows then which ones are in use
 */
export async function readVersionsInUse(
  client: Client,
  process: string,
): Promise<ReadonlySet<string> | null> {
  const versions = new Set<string>()
  const query = `WorkflowType = ${quote(process)} AND ExecutionStatus = 'Running'`
  for await (const { memo } of client.workflow.list({ query })) {
    const version: unknown = memo?.version
    if (typeof version !== 'string') return null
    versions.add(version)
  }
  return versions
}
