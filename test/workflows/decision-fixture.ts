/** Asks twice; what comes before the second question does not count for it where `fresh` is said. */
import type { Task } from '../../src/process/task.ts'
import { continueTask, node, takeSignals, waitForSignal } from '../../src/workflows/nodes/index.ts'

interface Data {
  readonly fresh?: boolean
  /** What the first question gave, in the run after it. */
  readonly first?: unknown
  readonly goesOn?: boolean
}

const ask = (title: string) =>
  waitForSignal<object | string>(title, {
    signal: ['approve', 'other'],
    decision: 'approve',
    read: (payload, signal, proved) =>
      signal === 'approve'
        ? { accepted: { by: (payload as { by: unknown }).by, proved } }
        : { accepted: 'other' },
  })

export async function decidesTwice(task: Task<Data>): Promise<unknown> {
  const { fresh, goesOn, first: before } = task.data
  const first = before ?? (await ask('First'))
  if (goesOn && before === undefined) return continueTask(task, { ...task.data, first })
  if (fresh) {
    await waitForSignal('Wait to go', { signal: 'go', read: () => ({ accepted: true }) })
    await node('Drop', () => void takeSignals('approve', () => ({ refused: 'too early' })))
  }
  return [first, await ask('Second')]
}
