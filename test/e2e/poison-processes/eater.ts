import type { Task } from '../../../src/process/task.ts'

/** Keeps all it makes, until there is no memory left. */
export async function eater(_task: Task<{ id: string }>): Promise<void> {
  const held: unknown[] = []
  for (;;) held.push(new Array(1e6).fill(held.length))
}
