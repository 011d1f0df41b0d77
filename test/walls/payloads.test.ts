/** Access to the Temporal namespace can't start work, decide, forge or move a result. See honest.test.ts for this folder. */
import { randomUUID } from 'node:crypto'
import proto from '@temporalio/proto'
import type { Worker } from '@temporalio/worker'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createEncryptionCodec } from '../../src/temporal/codec/encryption-codec.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from '../workflows/make-task.ts'
import {
  answerWorkflowTask,
  askActivity,
  completeActivity,
  completeWorkflow,
  failActivity,
  inClear,
  readEvents,
  signalRaw,
  startRaw,
  untilAsked,
} from './attack-payloads.ts'
import { NAMESPACE, openWalls, type Walls } from './open-walls.ts'

let walls: Walls
let worker: Worker
let running: Promise<void>

beforeAll(async () => {
  walls = await openWalls()
  worker = await walls.createWorker()
  running = worker.run()
})

afterEach(() => {
  walls.release()
  walls.paid.length = 0
})

afterAll(async () => {
  if (worker.getState() === 'RUNNING') worker.shutdown()
  await running
  await walls.close()
}, 30_000)

const newId = () => `walls-${randomUUID()}`

/** Why a run stands still: its workflow task failed, and its code was told nothing. */
async function untilStandsStill(workflowId: string, why: RegExp): Promise<void> {
  await waitFor(`${workflowId} stands still`, async () => {
    const troubles = await walls.troublesOf(workflowId)
    if (troubles.some((trouble) => why.test(trouble))) return true
    throw new Error(`Its troubles are ${JSON.stringify(troubles)}`)
  })
  expect((await walls.client.workflow.getHandle(workflowId).describe()).status.name).toBe('RUNNING')
  expect(walls.paid).toEqual([])
}

/** A run whose check is under way, so that somebody else may answer it. */
async function startChecking(to: string): Promise<{ workflowId: string; activityId: string }> {
  walls.hold()
  const workflowId = newId()
  const { client, taskQueue, attacker } = walls
  await client.workflow.start('checksAndPays', { workflowId, taskQueue, args: [to] })
  return { workflowId, activityId: await untilAsked(attacker, workflowId, 'check') }
}

test('`temporal activity execute`, with no workflow around it, runs nothing', async () => {
  const { attacker, taskQueue } = walls
  const asked = attacker.activity.execute('pay', {
    id: newId(),
    taskQueue,
    args: ['mallory'],
    startToCloseTimeout: '5 seconds',
    scheduleToCloseTimeout: '20 seconds',
    retry: { maximumAttempts: 1 },
  })
  await expect(asked).rejects.toThrow()
  expect(walls.paid).toEqual([])
})

test('a task started in clear does not begin', async () => {
  const workflowId = newId()
  await startRaw(walls.attacker, walls.taskQueue, 'paysAtOnce', workflowId, [inClear('mallory')])
  await untilStandsStill(workflowId, /started by nobody who holds the keys/)
})

test('the sealed argument of one workflow starts no other type, no other id, and none later', async () => {
  const { client, attacker, taskQueue } = walls
  const workflowId = newId()
  const handle = await client.workflow.start('checksAndPays', { workflowId, taskQueue, args: ['alice'] })
  await handle.result()
  const [started] = await readEvents(attacker, workflowId)
  const input = started?.workflowExecutionStartedEventAttributes?.input?.payloads ?? []
  await startRaw(attacker, taskQueue, 'paysAtOnce', workflowId, input)
  await untilStandsStill(workflowId, /sealed for checksAndPays/)
  const other = newId()
  await startRaw(attacker, taskQueue, 'checksAndPays', other, input)
  await untilStandsStill(other, /started by nobody who holds the keys/)
})

test.each([
  // The SDK itself stands still at a result that is none
  ['in clear', [inClear('yes')], /a result was made by nobody who was asked/],
  ['as nothing at all', [], /NoPayload/],
])('a result given %s from outside reaches no process', async (_, result, why) => {
  const { workflowId, activityId } = await startChecking('mallory')
  await completeActivity(walls.attacker, workflowId, activityId, result)
  await untilStandsStill(workflowId, why)
})

test('the sealed result of an earlier run, or of before a reset, completes nothing later', async () => {
  const { client, attacker, taskQueue } = walls
  const workflowId = newId()
  const first = await client.workflow.start('checksAndPays', { workflowId, taskQueue, args: ['yes'] })
  await first.result()
  const recorded = (await readEvents(attacker, workflowId)).flatMap(
    (event) => event.activityTaskCompletedEventAttributes?.result?.payloads ?? [],
  )
  expect(recorded).toHaveLength(1)
  walls.hold()
  await client.workflow.start('checksAndPays', { workflowId, taskQueue, args: ['yes'] })
  const activityId = await untilAsked(attacker, workflowId, 'check')
  await completeActivity(attacker, workflowId, activityId, recorded)
  await untilStandsStill(workflowId, /a result was made by nobody who was asked/)

  // Back to the beginning, as an honest operator does it: the run asks anew, and the old answer fits no more
  await attacker.workflowService.resetWorkflowExecution({
    namespace: NAMESPACE,
    workflowExecution: { workflowId },
    workflowTaskFinishEventId: 4 as never,
    reason: 'mended',
    requestId: randomUUID(),
  })
  const again = await untilAsked(attacker, workflowId, 'check')
  await completeActivity(attacker, workflowId, again, recorded)
  await untilStandsStill(workflowId, /a result was made by nobody who was asked/)
}, 60_000)

test('a forged failure is no refusal: the process does not see it', async () => {
  const { workflowId, activityId } = await startChecking('mallory')
  await failActivity(walls.attacker, workflowId, activityId, {
    message: 'Mambu refuses',
    applicationFailureInfo: { type: 'mambu_refused', nonRetryable: true },
  })
  await untilStandsStill(workflowId, /a failure was made by nobody who was asked/)
})

test('an activity runs no input in clear, and none that was sealed for another one', async () => {
  const { client, attacker, taskQueue } = walls
  const workflowId = newId()
  const handle = await client.workflow.start('checksAndPays', { workflowId, taskQueue, args: ['mallory'] })
  await handle.result()
  const asked = (await readEvents(attacker, workflowId)).find(
    (event) => event.activityTaskScheduledEventAttributes,
  )?.activityTaskScheduledEventAttributes
  const input = asked?.input?.payloads ?? []
  // The attacker's worker takes the first step of a run of its own, under the same id, and asks ours for two payments
  const queue = newId()
  await startRaw(attacker, queue, 'anything', workflowId, [])
  await answerWorkflowTask(attacker, queue, [
    askActivity(taskQueue, 'pay', asked?.activityId ?? '', input),
    askActivity(taskQueue, 'pay', 'clear', [inClear('mallory')]),
  ])
  const { client: reader } = walls
  await waitFor('both were refused', async () => {
    const { raw } = await reader.workflow.getHandle(workflowId).describe()
    return raw.pendingActivities?.length === 2 && raw.pendingActivities.every((one) => one.lastFailure)
  })
  expect(walls.paid).toEqual([])
  await attacker.workflow.getHandle(workflowId).terminate()
}, 60_000)

test('a child completed by a worker of somebody else answers nobody', async () => {
  const { client, attacker, taskQueue } = walls
  const workflowId = newId()
  await client.workflow.start('asksChild', { workflowId, taskQueue, args: ['mallory'] })
  const child = `${workflowId}-child`
  await waitFor('the child sleeps', async () =>
    (await readEvents(attacker, child)).some((event) => event.timerStartedEventAttributes),
  )
  worker.shutdown()
  await running
  // With ours away, the next task of the child is the attacker's
  await signalRaw(attacker, child, 'wake', [])
  await answerWorkflowTask(attacker, taskQueue, [completeWorkflow(inClear('yes'))])
  worker = await walls.createWorker()
  running = worker.run()
  await untilStandsStill(workflowId, /a result was made by nobody who was asked/)
}, 90_000)

test('a signal counts once, in the tasks it was sent to, and none in clear does', async () => {
  const { client, attacker, taskQueue } = walls
  const workflowId = newId()
  const handle = await client.workflow.start('countsSignals', { workflowId, taskQueue })
  await handle.signal('add', 'honest')
  await client.workflow.execute('tellsOther', {
    workflowId: newId(),
    taskQueue,
    args: [workflowId, 'from a workflow'],
  })
  const sealed = (await readEvents(attacker, workflowId)).flatMap(
    (event) => event.workflowExecutionSignaledEventAttributes ?? [],
  )
  expect(sealed).toHaveLength(2)
  for (const { input } of sealed) await signalRaw(attacker, workflowId, 'add', input?.payloads ?? [])
  await signalRaw(attacker, workflowId, 'add', [inClear('mallory')])
  await signalRaw(attacker, workflowId, 'add', [])
  const [genuine] = sealed[0]?.input?.payloads ?? []
  const altered = { ...genuine, data: Buffer.concat([genuine?.data ?? Buffer.alloc(0), Buffer.from('x')]) }
  await signalRaw(attacker, workflowId, 'add', [altered])
  const other = newId()
  await client.workflow.start('countsSignals', { workflowId: other, taskQueue })
  await signalRaw(attacker, other, 'add', sealed[0]?.input?.payloads ?? [])
  await expect(
    attacker.workflow.getHandle(workflowId).executeUpdate('put', { args: ['mallory'] }),
  ).rejects.toThrow()
  expect(await walls.troublesOf(workflowId)).toEqual([])
  expect(await handle.executeUpdate('put', { args: ['updated'] })).toBe(3)
  await handle.signal('add', 'end')
  expect(await handle.result()).toEqual(['honest', 'from a workflow', 'updated', 'end'])
  const others = client.workflow.getHandle(other)
  await others.signal('add', 'end')
  expect(await others.result()).toEqual(['end'])
}, 60_000)

test('nodes take what a holder of the keys sent, and in clear only what they declare open', async () => {
  const { client, attacker, taskQueue } = walls
  const workflowId = newId()
  const handle = await client.workflow.start('waitsAtNodes', {
    workflowId,
    taskQueue,
    args: [makeTask('waits-at-nodes', null)],
  })
  const bare = attacker.workflow.getHandle(workflowId)
  await bare.signal('own', 'mallory')
  await handle.signal('own', 'sealed')
  await bare.signal('open', 'by hand')
  await bare.signal('callback', 'mallory')
  await handle.signal('callback', 'called')
  expect(await handle.result()).toEqual(['sealed', 'by hand', 'called'])
}, 60_000)

test('a task can be reset by the bare command while an activity is under way', async () => {
  const { client, attacker, taskQueue } = walls
  walls.hold()
  const workflowId = newId()
  await client.workflow.start('checksAndPays', { workflowId, taskQueue, args: ['alice'] })
  await untilAsked(attacker, workflowId, 'check')
  await attacker.workflowService.resetWorkflowExecution({
    namespace: NAMESPACE,
    workflowExecution: { workflowId },
    workflowTaskFinishEventId: 4 as never,
    reason: 'again',
    requestId: randomUUID(),
  })
  walls.release()
  expect(await client.workflow.getHandle(workflowId).result()).toBe('not paid: checked alice')
  // The reset itself stands there as one
  expect(await walls.troublesOf(workflowId)).toEqual(['again'])
}, 60_000)

test('what a person sealed at the codec endpoint can be read, and counts as clear', async () => {
  const byHand = createEncryptionCodec({ keys: walls.keys, encrypts: true, forPeople: true })
  const payload = proto.temporal.api.common.v1.Payload.create(inClear('mallory'))
  const [sealed] = await byHand.encode([payload])
  const workflowId = newId()
  await startRaw(walls.attacker, walls.taskQueue, 'paysAtOnce', workflowId, [sealed ?? {}])
  await untilStandsStill(workflowId, /started by nobody who holds the keys/)
})
