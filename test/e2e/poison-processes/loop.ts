import type { Task } from '../../../src/process/task.ts'

/** Never gives the thread back, and lets V8 cut it only between promises. */
export async function loop(_task: Task<{ id: string }>): Promise<void> {
  for (;;) await Promise.resolve()
}
