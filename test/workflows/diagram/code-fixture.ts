/** A process in code that takes the place of one in MPO, in a bundle with the engine's workflows. */
import type { Task } from '../../../src/process/task.ts'
import { setState } from '../../../src/workflows/nodes/index.ts'

export * from '../../../src/workflows/index.ts'
export { default } from '../../../src/workflows/index.ts'

export async function scoreClient({ data }: Task<{ amount: number }>): Promise<{ doubled: number }> {
  await setState('Remember the amount', { process: 'score-client', ref: 'S1' }, { seen: data.amount })
  return { doubled: data.amount * 2 }
}
