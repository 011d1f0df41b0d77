/** A workflow that puts something secret wherever Temporal keeps something; bundled by codec-worker.test.ts. */
import {
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertMemo,
} from '@temporalio/workflow'
import type { Task } from '../../src/process/task.ts'
import { node } from '../../src/workflows/nodes/index.ts'

const { failOnce, beat } = proxyActivities<{
  failOnce(secret: string): Promise<string>
  beat(secret: string): Promise<string>
}>({
  startToCloseTimeout: '10 seconds',
  summary: 'canary in an activity summary',
  retry: { initialInterval: '10 milliseconds' },
})

export async function keepsSecrets(secret: string): Promise<string> {
  let told = ''
  setHandler(defineSignal<[string]>('tell'), (text) => {
    told = text
  })
  setHandler(defineUpdate<string, [string]>('ask'), (text) => `canary answer to ${text}`)
  setHandler(defineQuery<string>('peek'), () => 'canary peeked')
  setCurrentDetails('canary in the details')
  upsertMemo({ upserted: 'canary in the memo' })
  await sleep(1, { summary: `canary ${'é'.repeat(80)}` })
  await condition(() => told !== '')
  await beat(secret)
  await failOnce(secret)
  throw ApplicationFailure.nonRetryable('canary in a message', 'Failed', { detail: 'canary in a detail' })
}

/** Its title is the summary of the timer and the label of an event group. */
export async function hasSecretTitle(task: Task<string>): Promise<void> {
  await node(`${task.data} ${'é'.repeat(300)}`, () => sleep(1))
}
