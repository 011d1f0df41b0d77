/** Processes whose worker is killed; bundled by run-node-worker.ts in place of workflows/index.ts. */
import type { ApiAnswer } from '../../src/activities/api-call/api-call-input.ts'
import type { Task } from '../../src/process/task.ts'
import { apiCall, getFromQueue, queue, setState, sum } from '../../src/workflows/nodes/index.ts'

export * from '../../src/workflows/index.ts'

export async function callsOnce({ data }: Task<{ url: string }>): Promise<ApiAnswer> {
  return apiCall('Pay', { method: 'POST', url: data.url, allowPrivate: true, body: {}, timeoutMs: 4_000 })
}

export async function addsOften({ data }: Task<{ name: string; times: number }>): Promise<void> {
  for (let time = 0; time < data.times; time += 1) await sum('Count', data.name, '0.1')
}

/** Gives the last revision. */
export async function setsOften({ data, taskId }: Task<{ times: number }>): Promise<number> {
  let revision = 0
  for (let time = 1; time <= data.times; time += 1)
    revision = await setState('Remember', { process: 'killed', ref: taskId }, time)
  return revision
}

export async function putsOften({ data }: Task<{ name: string; items: readonly number[] }>): Promise<void> {
  for (const item of data.items) await queue('Hand over', data.name, item)
}

export async function takesOften({ data }: Task<{ name: string; times: number }>): Promise<unknown[]> {
  const taken: unknown[] = []
  for (let time = 0; time < data.times; time += 1)
    taken.push((await getFromQueue('Take', data.name, { waitMs: 120_000 }))?.data)
  return taken
}
