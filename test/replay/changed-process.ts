/** `loanApproved` as a careless change would make it: it waits before it checks. */
import type { Task } from '../../src/process/task.ts'
import { delay } from '../../src/workflows/nodes/index.ts'

export async function loanApproved(_task: Task): Promise<void> {
  await delay('Think it over', 60_000)
}
