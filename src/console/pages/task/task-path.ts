import type { TaskRow } from '../../api/views.ts'

/** Where a task has its page. @param runId undefined: whichever run is the latest */
export function taskPath({ workflowId, runId }: Pick<TaskRow, 'workflowId'> & { runId?: string }): string {
  return `/tasks/one?${new URLSearchParams({ workflowId, ...(runId === undefined ? {} : { runId }) })}`
}
