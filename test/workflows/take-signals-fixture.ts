/** Processes that look for signals before they end; bundled by take-signals.test.ts in place of workflows/index.ts. */
import { proxyActivities } from '@temporalio/workflow'
import type { Task } from '../../src/process/task.ts'
import { firstOf, node, takeSignals, waitForSignal } from '../../src/workflows/nodes/index.ts'

const read = (payload: unknown) => {
  if (payload === 'throw') throw new Error('not thought of')
  return typeof payload === 'string' ? { accepted: payload } : { refused: 'it is not text' }
}
const { book } = proxyActivities<{ book: (event: string) => Promise<void> }>({
  startToCloseTimeout: '20 seconds',
})

/** Each event takes a while, in which others may come. */
export async function booksAll(_task: Task): Promise<readonly string[]> {
  const booked: string[] = []
  let events: readonly string[] = ['first']
  while (events.length > 0) {
    for (const event of events) {
      await node('Book', () => book(event))
      booked.push(event)
    }
    events = takeSignals('event', read)
  }
  return booked
}

/** What a wait has put back, or never took, is there too; another signal is left alone. */
export async function takesTheRest(_task: Task): Promise<unknown> {
  await waitForSignal('Go', { signal: 'go', read })
  const events = takeSignals('event', read)
  const none = takeSignals('event', read)
  return { events, none, other: await waitForSignal('Other', { signal: 'other', read }) }
}

export function takesWhileWaiting(_task: Task): Promise<unknown> {
  return firstOf('Both', {
    wait: () => waitForSignal('Wait', { signal: 'event', read }),
    take: async () => takeSignals('event', read),
  })
}
