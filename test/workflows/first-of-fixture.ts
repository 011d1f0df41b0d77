/** Processes that wait at several nodes at once; bundled by first-of.test.ts in place of workflows/index.ts. */
import type { Task } from '../../src/process/task.ts'
import { firstOf, node, waitForCallback, waitForSignal } from '../../src/workflows/nodes/index.ts'

const read = (payload: unknown) =>
  typeof payload === 'string' ? { accepted: payload } : { refused: 'it is not text' }

const waits = (timeoutMs?: number) => ({
  left: () => waitForSignal('Left', { signal: 'left', read }),
  right: () =>
    waitForSignal('Right', { signal: 'right', read, ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
  call: () => waitForCallback<string>('Call', { read }),
})

export function waitsForAny({ data }: Task<number | undefined>): Promise<unknown> {
  return firstOf('Any', waits(data ?? undefined))
}

/** What was given up must not be lost for the next wait. */
export async function waitsAgain(_task: Task): Promise<unknown> {
  const first = await firstOf('Any', waits())
  await waitForSignal('Go', { signal: 'go', read })
  const left = await waitForSignal('Left', { signal: 'left', read })
  return { first, left }
}

export function failsInOne(_task: Task): Promise<unknown> {
  return firstOf('Any', {
    ...waits(),
    bad: () =>
      node('Bad', async () => {
        throw new Error('broken')
      }),
  })
}
