/** Callbacks where something is unusual: the same words again, a reference from outside, a reset, a body at the limit. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliver } from '../../../src/forwarder/deliver/deliver.ts'
import { finderOf } from '../../../src/process/callback-find.ts'
import { writeCallbackReference } from '../../../src/process/callback-reference.ts'
import { makeCallback } from '../../../src/receiver/make-callback.ts'
import type { QuarantineView } from '../../../src/workflows/quarantine/kept-delivery.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { type Callbacks, call, openCallbacks } from './open-callbacks.ts'
import { causeOf } from './open-engine.ts'

let way: Callbacks

beforeAll(async () => {
  way = await openCallbacks('callback-edges')
})

afterAll(() => way?.stop())

const byRef = finderOf('ref')
const newRef = () => `LN-${Math.random()}`

test('a reference that came with the data of a task is given no URL', async () => {
  const target = { process: 'calls-api', node: 'Approve', find: byRef }
  const task = await way.engine.start('calls-api', {
    method: 'POST',
    url: way.url,
    allowPrivate: true,
    body: { said: writeCallbackReference(target) },
    retry: { attempts: 1 },
  })
  expect(await causeOf(task)).toMatchObject({ type: 'api_wrong_convert_param' })
})

test('a URL of before a reset releases the task after it, once', async () => {
  const { handle, url } = await way.order('hands-out-url', { rounds: 2 })
  await call(await url(1), { n: 1 })
  const second = await url(2)
  const { workflow, workflowService } = way.engine.client
  const eventsOf = async () => (await handle.fetchHistory()).events ?? []
  await waitFor(
    'the second wait',
    async () => (await eventsOf()).filter((event) => event.timerStartedEventAttributes).length === 2,
  )
  const tasks = (await eventsOf()).filter((event) => event.workflowTaskCompletedEventAttributes)
  await workflowService.resetWorkflowExecution({
    namespace: workflow.options.namespace,
    workflowExecution: { workflowId: handle.workflowId },
    requestId: newRef(),
    workflowTaskFinishEventId: tasks.at(-1)?.eventId as NonNullable<(typeof tasks)[0]['eventId']>,
  })
  expect(await call(await url(1), { n: 'again' })).toMatchObject({ status: 200 })
  expect(await call(second, { n: 2 })).toMatchObject({ status: 200 })
  expect(await workflow.getHandle(handle.workflowId).result()).toEqual([{ n: 1 }, { n: 2 }])
})

test('a late callback whose body outgrows an argument as text of JSON is kept as base64, whole or its beginning', async () => {
  // 1.14 MB are 1.7 as text of JSON, and 1.5 as base64
  for (const items of [285_000, 380_000]) {
    const body = Buffer.from(JSON.stringify({ ref: newRef(), text: 'aa"'.repeat(items) }))
    const delivery = makeCallback({
      process: 'waits',
      target: { process: 'waits', node: 'Nowhere', find: byRef },
      format: 'json',
      request: { method: 'POST', headers: {} },
      body,
      receivedAt: new Date().toISOString(),
      refInId: (ref) => ref,
    })
    const { find: _, ...callback } = delivery.callback as NonNullable<typeof delivery.callback>
    const over = { ...delivery, callback: { ...callback, firstRunId: 'of a task that is over' } }
    const { workflowId } = await deliver(over, way.target)
    const entry = way.engine.client.workflow.getHandle(workflowId)
    await waitFor('the quarantine entry', async () => (await entry.describe()).type === 'quarantinedDelivery')
    const kept = await entry.query<QuarantineView>('show')
    expect(kept).toMatchObject({ bodyEncoding: 'base64', bodyCut: items > 300_000 })
    const bytes = Buffer.from(kept.body, 'base64')
    expect(body.subarray(0, bytes.length).equals(bytes)).toBe(true)
    expect(bytes.length).toBe(Math.min(body.length, 1_179_648))
    await entry.terminate()
  }
})
