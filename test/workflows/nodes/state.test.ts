/** What a task shows of its outcome and state, and when, on the real server. */
import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RETRYING_SIGNAL } from '../../../src/process/attributes/retry-notice.ts'
import { signSignal } from '../../../src/tasks/sign-signal.ts'
import {
  MPO_CAUSE,
  MPO_NODE,
  MPO_OUTCOME,
  MPO_SINCE,
  MPO_STATE,
} from '../../../src/temporal/search-attributes.ts'
import { type AnsweringServer, answerJson, startAnsweringServer } from '../../activities/answering-server.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { makeTask } from '../make-task.ts'
import { countActions } from './count-actions.ts'
import { type Engine, openEngine, SIGNING_KEYS } from './open-engine.ts'

let engine: Engine
let server: AnsweringServer
/** Paths that are away, with what they answer. */
const away = new Map<string, number>()

beforeAll(async () => {
  server = await startAnsweringServer(({ url }, response) => answerJson(response, {}, away.get(url) ?? 200))
  engine = await openEngine('state', { workflows: './state-fixture.ts' })
})
afterAll(async () => {
  await engine?.stop()
  await server?.stop()
})

async function shownBy(handle: WorkflowHandle) {
  const { typedSearchAttributes: of } = await handle.describe()
  return {
    outcome: of.get(MPO_OUTCOME) ?? null,
    state: of.get(MPO_STATE) ?? null,
    cause: of.get(MPO_CAUSE) ?? null,
    node: of.get(MPO_NODE) ?? null,
    since: of.get(MPO_SINCE)?.getTime() ?? null,
  }
}

function untilState(handle: WorkflowHandle, state: string | null, cause?: string) {
  return waitFor(`it shows ${state}`, async () => {
    const shown = await shownBy(handle)
    return shown.state === state && (cause === undefined || shown.cause === cause) ? shown : null
  })
}

async function upserts(handle: WorkflowHandle): Promise<number> {
  const { events } = await handle.fetchHistory()
  return events?.filter((event) => event.upsertWorkflowSearchAttributesEventAttributes).length ?? 0
}

async function signalsTo(handle: WorkflowHandle): Promise<number> {
  const { events } = await handle.fetchHistory()
  const name = (event: NonNullable<typeof events>[number]) =>
    event.workflowExecutionSignaledEventAttributes?.signalName
  return events?.filter((event) => name(event) === RETRYING_SIGNAL).length ?? 0
}

async function approve(task: WorkflowHandle & { readonly firstRunId: string }): Promise<void> {
  const { workflowId, firstRunId } = task
  const signer = { actor: 'api:ann', key: SIGNING_KEYS[0] as Buffer }
  await task.signal(
    'approve',
    ...signSignal('approve', [{ decision: 'approve' }], { workflowId, firstRunId }, signer),
  )
}

describe('retrying', () => {
  test('the third try shows it with cause, node and since; success and the next wait take it away', async () => {
    away.set('/a', 503)
    const begun = Date.now()
    const task = await engine.start('asks-bureau', { url: `${server.url}/a` })
    const shown = await untilState(task, 'retrying')
    expect(shown).toMatchObject({ cause: 'api_fatal_error 503', node: 'Ask the bureau', outcome: null })
    expect(shown.since).toBeGreaterThanOrEqual(begun - 2_000)
    await waitFor('more tries', () => server.seen.filter(({ url }) => url === '/a').length > 6)
    expect(await signalsTo(task)).toBe(1)
    away.delete('/a')
    const waiting = await untilState(task, 'waiting')
    expect(waiting).toMatchObject({ cause: 'signal', node: 'Wait for a word' })
    expect(waiting.since).toBeGreaterThanOrEqual(shown.since as number)
    // Trying again and waiting: one change each
    expect(await upserts(task)).toBe(2)
    await task.signal('go', 1)
    await task.result()
    expect(await shownBy(task)).toMatchObject({ outcome: 'answered', state: null, cause: null })
    // Outcome and the end of the wait are one change
    expect(await upserts(task)).toBe(3)
  })

  test('a call that succeeds pays nothing: one Action for its outcome, three in all', async () => {
    const task = await engine.start('asks-two', { urls: [`${server.url}/fine`] })
    await task.result()
    expect(await signalsTo(task)).toBe(0)
    expect(countActions(await task.fetchHistory())).toBe(3)
    expect(await shownBy(task)).toMatchObject({ outcome: 'both', state: null, node: 'Start' })
  })

  test('of two calls at once it is retrying while either is', async () => {
    away.set('/one', 503).set('/two', 500)
    const task = await engine.start('asks-two', { urls: [`${server.url}/one`, `${server.url}/two`] })
    await waitFor('both are told', async () => (await signalsTo(task)) === 2)
    const { cause } = await untilState(task, 'retrying')
    const [first, second] = cause === 'api_fatal_error 503' ? ['/one', '/two'] : ['/two', '/one']
    away.delete(first)
    const other = `api_fatal_error ${second === '/one' ? 503 : 500}`
    expect(await untilState(task, 'retrying', other)).toMatchObject({
      node: `Ask bureau ${second === '/one' ? 1 : 2}`,
    })
    away.delete(second)
    await task.result()
    expect(await shownBy(task)).toMatchObject({ state: null, cause: null, outcome: 'both' })
  })

  test('a notice for an activity that is not under way, or that is none, changes nothing', async () => {
    const task = await engine.start('waits-in-turn', null)
    await untilState(task, 'waiting')
    for (const said of [
      null,
      7,
      {},
      { activityId: '99', cause: 'x' },
      { activityId: 1, cause: 'x' },
      { activityId: '1', cause: '' },
    ])
      await task.signal(RETRYING_SIGNAL, said)
    await approve(task)
    expect(await untilState(task, 'waiting', 'webhook')).toMatchObject({ node: 'Wait for the next event' })
    await task.terminate()
  })

  test('a worker that starts anew in between goes on with what the history says', async () => {
    away.set('/restart', 502)
    const { workflowId } = await engine.start('asks-bureau', { url: `${server.url}/restart` })
    await untilState(engine.client.workflow.getHandle(workflowId), 'retrying', 'api_fatal_error 502')
    await engine.stop()
    engine = await openEngine('state', { workflows: './state-fixture.ts' })
    const task = engine.client.workflow.getHandle(workflowId)
    away.delete('/restart')
    await untilState(task, 'waiting')
    expect(await signalsTo(task)).toBe(1)
    await task.signal('go', 1)
    await task.result()
    expect((await shownBy(task)).outcome).toBe('answered')
  })

  test('a reset to before the call is at work again, and tells anew at its third try', async () => {
    away.set('/reset', 503)
    const task = await engine.start('asks-bureau', { url: `${server.url}/reset` })
    await untilState(task, 'retrying')
    const { events } = await task.fetchHistory()
    const first = events?.find((event) => event.workflowTaskCompletedEventAttributes)
    const { client } = engine
    await client.workflowService.resetWorkflowExecution({
      namespace: client.options.namespace,
      workflowExecution: { workflowId: task.workflowId, runId: task.firstRunId },
      reason: 'test',
      requestId: task.taskId,
      workflowTaskFinishEventId: first?.eventId as never,
    })
    const again = client.workflow.getHandle(task.workflowId)
    await waitFor('its new run retries', async () => {
      const { runId } = await again.describe()
      return runId !== task.firstRunId && (await shownBy(again)).state === 'retrying'
    })
    away.delete('/reset')
    await untilState(again, 'waiting')
    await again.signal('go', 1)
    await again.result()
    expect(await shownBy(again)).toMatchObject({ state: null, outcome: 'answered' })
  })
})

describe('failed', () => {
  test('a refused call ends as failed with its code, status and node, in the workflow task of the failure', async () => {
    away.set('/bad', 404)
    const task = await engine.start('fails', { url: `${server.url}/bad` })
    await expect(task.result()).rejects.toThrow()
    expect(await shownBy(task)).toMatchObject({
      state: 'failed',
      cause: 'api_bad_answer 404',
      node: 'Ask the bureau',
      outcome: null,
    })
    const { events } = await task.fetchHistory()
    const [upsert, failed] = events?.slice(-2) ?? []
    expect(upsert?.upsertWorkflowSearchAttributesEventAttributes?.workflowTaskCompletedEventId).toEqual(
      failed?.workflowExecutionFailedEventAttributes?.workflowTaskCompletedEventId,
    )
  })

  test('a plain throw ends as failed with the name of its error, and none of its words', async () => {
    const task = await engine.start('fails', { says: 'customer 4711 is unknown' })
    await expect(task.result()).rejects.toThrow()
    expect(await shownBy(task)).toMatchObject({
      state: 'failed',
      cause: 'TypeError',
      node: 'Check the amount',
    })
  })

  test('one that was cancelled is not failed, and waits no more', async () => {
    const task = await engine.start('waits-in-turn', null)
    await untilState(task, 'waiting')
    await task.cancel()
    await expect(task.result()).rejects.toThrow()
    expect(await shownBy(task)).toMatchObject({ state: null, cause: null })
  })
})

describe('waiting', () => {
  test('each wait says what for, and two in a row cost one change each', async () => {
    const task = await engine.start('waits-in-turn', null)
    expect(await untilState(task, 'waiting', 'decision')).toMatchObject({ node: 'Wait for approval' })
    await approve(task)
    await untilState(task, 'waiting', 'webhook')
    await task.signal('delivery', 1)
    expect(await untilState(task, 'waiting', 'callback')).toMatchObject({ node: 'Wait for the courier' })
    await task.signal('callback', 1)
    await task.result()
    expect(await shownBy(task)).toMatchObject({ state: null, cause: null, outcome: 'delivered' })
    // The check of the decision is an activity: it is at work for that moment, still at the node that waits
    expect(await upserts(task)).toBe(4)
  })

  test('of two at once the one that still waits is shown', async () => {
    const task = await engine.start('waits-for-both', null)
    await waitFor('Bob is waited for', async () => (await shownBy(task)).node === 'Wait for Bob')
    await task.signal('bob', 1)
    expect(
      await waitFor('Ann', async () => {
        const shown = await shownBy(task)
        return shown.node === 'Wait for Ann' ? shown : null
      }),
    ).toMatchObject({ state: 'waiting', cause: 'signal' })
    await task.signal('ann', 1)
    await task.result()
    expect(await shownBy(task)).toMatchObject({ state: null, outcome: null })
  })
})

describe('outcome', () => {
  test.each([
    ['a text', { outcome: 'rejected' }, 'rejected'],
    ['no text', { outcome: { text: 'x' } }, null],
    ['an empty one', { outcome: ' ' }, null],
    ['nothing', null, null],
    ['a list', ['outcome'], null],
    ['control characters', { outcome: 'a\u0000b\nc' }, 'a b c'],
    ['letters that lists can not look for', { outcome: 'why?' }, 'why\uff1f'],
    ['255 bytes', { outcome: 'x'.repeat(255) }, 'x'.repeat(255)],
    ['more', { outcome: 'x'.repeat(256) }, `${'x'.repeat(252)}…`],
    ['a letter of four bytes at the bound', { outcome: `${'x'.repeat(251)}😀😀` }, `${'x'.repeat(251)}…`],
  ])('%s', async (_, result, outcome) => {
    const task = await engine.start('gives-result', result)
    await task.result()
    expect((await shownBy(task)).outcome).toBe(outcome)
    expect(await upserts(task)).toBe(outcome === null ? 0 : 1)
  })

  test('a process may say it, and its result stays what it is', async () => {
    const task = await engine.start('says-outcome', { state: 'settled' })
    expect(await task.result()).toEqual({ state: 'settled' })
    expect((await shownBy(task)).outcome).toBe('settled')
  })
})

test('a task that continues as new while it waits shows what its new run does', async () => {
  away.set('/next', 503)
  const task = await engine.start('continues-waiting', { rounds: 1, url: `${server.url}/next` })
  await untilState(task, 'waiting')
  await task.signal('turn', 1)
  const latest = engine.client.workflow.getHandle(task.workflowId)
  await untilState(latest, 'retrying')
  expect((await latest.describe()).runId).not.toBe(task.firstRunId)
  away.delete('/next')
  expect(await untilState(latest, 'waiting')).toMatchObject({ node: 'Wait for the end' })
  await latest.signal('end', 1)
  await latest.result()
  expect(await shownBy(latest)).toMatchObject({ state: null, outcome: 'ended' })
  // The wait of the run before, the third try, the wait of this one, the outcome
  expect(await upserts(latest)).toBe(4)
})

test('a task that was started without MpoSince changes none of them, and goes its way', async () => {
  const { client, taskQueue } = engine
  away.set('/old', 503)
  const task = makeTask('asks-bureau', { url: `${server.url}/old` })
  const handle = await client.workflow.start('asksBureau', {
    workflowId: `asks-bureau/t/${task.taskId}`,
    taskQueue,
    args: [task],
    typedSearchAttributes: [{ key: MPO_NODE, value: 'Start' }],
  })
  await waitFor('five tries', () => server.seen.filter(({ url }) => url === '/old').length >= 5)
  away.delete('/old')
  await waitFor('it waits', async () => (await shownBy(handle)).node === 'Wait for a word')
  await handle.signal('go', 1)
  await handle.result()
  expect(await shownBy(handle)).toEqual({
    outcome: null,
    state: null,
    cause: null,
    node: 'Wait for a word',
    since: null,
  })
  expect(await signalsTo(handle)).toBe(0)
  expect(await upserts(handle)).toBe(1)
})
