import type { Task } from '../../../src/process/task.ts'

export async function withRef(task: Task): Promise<string | null> {
  return task.ref
}
