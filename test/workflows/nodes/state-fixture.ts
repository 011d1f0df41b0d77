/** Processes that end in several ways, wait, and have trouble; bundled in place of workflows/index.ts. */
import type { Task } from '../../../src/process/task.ts'
import {
  apiCall,
  continueTask,
  firstOf,
  node,
  sayOutcome,
  waitForCallback,
  waitForSignal,
} from '../../../src/workflows/nodes/index.ts'

export * from '../../../src/workflows/index.ts'

const go = { signal: 'go', read: (payload: unknown) => ({ accepted: payload }) }

/** Calls an API that may be away, waits for a word, and says how it ended. */
export async function asksBureau({ data }: Task<{ url: string }>): Promise<unknown> {
  await apiCall('Ask the bureau', { url: data.url, allowPrivate: true, retry: { firstMs: 50, maxMs: 50 } })
  await waitForSignal('Wait for a word', go)
  return { outcome: 'answered' }
}

/** Two calls at once. */
export async function asksTwo({ data }: Task<{ urls: readonly string[] }>): Promise<unknown> {
  await Promise.all(
    data.urls.map((url, index) =>
      apiCall(`Ask bureau ${index + 1}`, { url, allowPrivate: true, retry: { firstMs: 50, maxMs: 50 } }),
    ),
  )
  return { outcome: 'both' }
}

export async function fails({ data }: Task<{ url?: string; says?: string }>): Promise<void> {
  if (data.url !== undefined) await apiCall('Ask the bureau', { url: data.url, allowPrivate: true })
  await node('Check the amount', () => {
    throw new TypeError(data.says ?? 'no number')
  })
}

export async function givesResult({ data }: Task): Promise<unknown> {
  return data
}

export async function saysOutcome({ data }: Task<{ state: string }>): Promise<unknown> {
  sayOutcome(data.state)
  return data
}

export async function waitsInTurn(_task: Task): Promise<unknown> {
  await waitForSignal('Wait for approval', {
    ...go,
    signal: 'approve',
    decision: 'approve',
    read: () => ({ accepted: 1 }),
  })
  await waitForSignal('Wait for the next event', { ...go, signal: 'delivery' })
  await waitForCallback('Wait for the courier')
  return { outcome: 'delivered' }
}

/** One wait ends while the other goes on. */
export async function waitsForBoth(_task: Task): Promise<unknown> {
  await Promise.all([
    waitForSignal('Wait for Ann', { ...go, signal: 'ann' }),
    waitForSignal('Wait for Bob', { ...go, signal: 'bob' }),
  ])
  return null
}

/** Goes on as a new run in the middle of a wait. */
export async function continuesWaiting(task: Task<{ rounds: number; url: string }>): Promise<unknown> {
  if (task.data.rounds > 0) {
    const came = await firstOf('Wait for either', {
      word: () => waitForSignal('Wait for a word', go),
      turn: () => waitForSignal('Wait for the turn', { ...go, signal: 'turn' }),
    })
    if (came.turn !== null) return continueTask(task, { ...task.data, rounds: task.data.rounds - 1 })
  }
  await apiCall('Ask the bureau', {
    url: task.data.url,
    allowPrivate: true,
    retry: { firstMs: 50, maxMs: 50 },
  })
  await waitForSignal('Wait for the end', { ...go, signal: 'end' })
  return { outcome: 'ended' }
}
