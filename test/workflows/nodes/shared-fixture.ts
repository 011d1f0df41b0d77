/** Processes that share queues, sums and states; bundled in place of workflows/index.ts. */
import { continueAsNew } from '@temporalio/workflow'
import type { Task } from '../../../src/process/task.ts'
import { getFromQueue, queue, readState, readSum, setState, sum } from '../../../src/workflows/nodes/index.ts'

export * from '../../../src/workflows/index.ts'

interface Puts {
  readonly name: string
  readonly items: readonly unknown[]
}

export async function putsItems({ data }: Task<Puts>): Promise<void> {
  for (const item of data.items) await queue('Hand over', data.name, item)
}

interface Takes {
  readonly name: string
  readonly order?: 'ASC' | 'DESC'
  readonly times?: number
  readonly waitMs?: number
}

export async function takesItems({ data }: Task<Takes>): Promise<unknown[]> {
  const { name, order = 'ASC', times = 1, waitMs = 0 } = data
  const taken: unknown[] = []
  for (let time = 0; time < times; time += 1) {
    const task = await getFromQueue('Take the next', name, { order, waitMs })
    taken.push(task === null ? null : task.data)
  }
  return taken
}

export async function addsAmounts({
  data,
}: Task<{ name: string; amounts: readonly (number | string)[] }>): Promise<string> {
  for (const amount of data.amounts) await sum('Count the fees', data.name, amount)
  return (await readSum('Read the fees', data.name)).total
}

export async function addsInRounds(task: Task<{ name: string; rounds: number }>): Promise<string> {
  const { name, rounds } = task.data
  const { total } = await sum('Count', name, 1)
  if (rounds > 1) await continueAsNew<typeof addsInRounds>({ ...task, data: { name, rounds: rounds - 1 } })
  return total
}

export async function setsState({ data, process }: Task<{ ref: string; limit: string }>): Promise<unknown[]> {
  const key = { process, ref: data.ref }
  const before = await readState('Read the limit', key)
  const revision = await setState('Remember the limit', key, { limit: data.limit })
  return [before?.data ?? null, revision, (await readState('Read it again', key))?.data]
}

export async function namesBadly(_task: Task): Promise<void> {
  await sum('Count the fees', '', 1)
}
