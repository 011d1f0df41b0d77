/** A process with all that the page of a task shows: tries, a callback, a signal, a failure. */
import { ApplicationFailure, proxyActivities } from '@temporalio/workflow'
import type { Task } from '../../src/process/task.ts'
import { node, waitForCallback, waitForSignal } from '../../src/workflows/nodes/index.ts'

export { quarantinedDelivery } from '../../src/workflows/index.ts'

const { checkCard } = proxyActivities<{ checkCard(card: string): Promise<string> }>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '10 milliseconds', maximumAttempts: 2 },
})

export async function cardLost(task: Task<{ card: string }>): Promise<unknown> {
  const checked = await node('Check the card', () => checkCard(task.data.card))
  const courier = await waitForCallback<{ name: string }>('Wait for the courier')
  const clerk = await waitForSignal<string>('Wait for the clerk', {
    signal: 'delivered',
    read: (payload) => (typeof payload === 'string' ? { accepted: payload } : { refused: 'it is no text' }),
  })
  return node('Hand over', () => {
    if (clerk === 'burn it') throw ApplicationFailure.nonRetryable('No card is burnt')
    return { checked, courier, clerk }
  })
}
