import type { Task } from '../../../src/process/task.ts'

export async function plain(task: Task<{ id: string }>): Promise<{ id: string }> {
  return task.data
}
