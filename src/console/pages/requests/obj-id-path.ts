/** Where the task with this obj_id is looked up. */
export function objIdPath(process: string, taskId: string): string {
  return `/processes/${encodeURIComponent(process)}/tasks?${new URLSearchParams({ q: taskId })}`
}
