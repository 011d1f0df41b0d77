import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TRACE_QUERY, type TraceEntry } from '../../src/process/trace.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from './make-task.ts'
import { runTestWorker, type TestWorker } from './run-worker.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await runTestWorker({
    taskQueue: 'nodes',
    activities: {},
    workflowsPath: fileURLToPath(new URL('./nodes-fixture.ts', import.meta.url)),
  })
})

afterAll(() => worker?.stop())

function start(type: string, data: unknown = null): Promise<WorkflowHandle> {
  return worker.client.workflow.start(type, {
    workflowId: `nodes/t/${randomUUID()}`,
    taskQueue: worker.taskQueue,
    args: type === 'takesNoTask' ? [] : [makeTask('nodes', data)],
    workflowExecutionTimeout: '30 seconds',
  })
}

function trace(handle: WorkflowHandle): Promise<TraceEntry[]> {
  return handle.query<TraceEntry[]>(TRACE_QUERY)
}

async function failureOf(handle: WorkflowHandle) {
  const error = await handle.result().catch((caught: unknown) => caught)
  if (!(error instanceof WorkflowFailedError)) throw new Error(`It did not fail: ${String(error)}`)
  return error.cause
}

async function timerTitles(handle: WorkflowHandle): Promise<(string | null)[]> {
  const { events } = await handle.fetchHistory()
  return (events ?? [])
    .filter((event) => event.timerStartedEventAttributes)
    .map(({ userMetadata }) =>
      userMetadata?.summary?.data ? JSON.parse(Buffer.from(userMetadata.summary.data).toString()) : null,
    )
}

test('a plain throw fails the task with the title of its node', async () => {
  const handle = await start('throwsPlainly')
  expect(await failureOf(handle)).toMatchObject({
    message: 'Count the money: there is none',
    type: 'TypeError',
    nonRetryable: true,
  })
  expect(await trace(handle)).toEqual([
    expect.objectContaining({ node: 'Count the money', state: 'failed', note: 'there is none' }),
  ])
})

test('a plain throw between nodes fails the task too', async () => {
  expect(await failureOf(await start('throwsBetweenNodes'))).toMatchObject({ message: 'lost my way' })
})

test('a plain throw in a signal handler fails the task instead of hanging it', async () => {
  const handle = await start('throwsInSignal')
  await handle.signal('poke')
  expect(await failureOf(handle)).toMatchObject({ message: 'poked' })
})

test('parallel and nested nodes never mix their titles', async () => {
  const handle = await start('nestsAndForks')
  await handle.result()
  const titles = await timerTitles(handle)
  expect(titles.sort()).toEqual(
    ['Left', 'Left', 'Left / Inner', 'Right', 'Right', 'Right / Inner', null].sort(),
  )
  const notes = (await trace(handle)).map(({ node, note }) => [node, note])
  expect(Object.fromEntries(notes)).toEqual({
    Left: 'Left done',
    'Left / Inner': null,
    Right: 'Right done',
    'Right / Inner': null,
  })
})

test('tasks at the same time never see each other’s nodes', async () => {
  const handles = await Promise.all([1, 2, 3, 4].map((rounds) => start('loopsOften', rounds)))
  await Promise.all(handles.map((handle) => handle.result()))
  const counts = await Promise.all(handles.map(async (handle) => (await trace(handle)).length))
  expect(counts).toEqual([1, 2, 3, 4])
})

test('every signal is taken by one wait, and a time-out gives null', async () => {
  const handle = await start('waitsTwice')
  await handle.signal('word', 7)
  await handle.signal('word', 'one')
  await waitFor('the second wait', async () => (await trace(handle)).some(({ node }) => node === 'Second'))
  await handle.signal('word', 'two')
  expect(await handle.result()).toEqual(['one', 'two', null])
  expect((await trace(handle)).map(({ note }) => note)).toEqual([
    "Got the signal 'word'; refused 1, the last because it is not text",
    "Got the signal 'word'",
    expect.stringMatching(/^Did not get the signal 'other' until /),
  ])
})

test('signals that come together are taken one by one, each by a wait of its own', async () => {
  const handle = await start('waitsTwice')
  for (const word of ['one', 'two', 'three']) await handle.signal('word', word)
  expect(await handle.result()).toEqual(['one', 'two', null])
})

test('two nodes that wait for one signal name fail the task clearly', async () => {
  expect(await failureOf(await start('waitsInParallel'))).toMatchObject({
    message: "Two nodes wait for the signal 'same'",
  })
})

test('a task that continues as new, by whichever call, keeps its trace', async () => {
  const handle = await start('continuesAsNew', 1)
  expect(await handle.result()).toBe('done')
  const round = ['Round', 'Round / Pause']
  expect((await trace(handle)).map(({ node }) => node)).toEqual([...round, ...round])
})

test('a title of any length shows, cut to what Temporal takes', async () => {
  const handle = await start('hasLongTitle')
  await handle.result()
  expect((await timerTitles(handle))[0]).toBe('💶'.repeat(60))
})

test('a trace keeps the newest 1,000 visits', async () => {
  const handle = await start('loopsOften', 1005)
  await handle.result()
  const visits = await trace(handle)
  expect([visits.length, visits[0]?.node, visits.at(-1)?.node]).toEqual([1000, 'Round 6', 'Round 1005'])
})

/** Labels of the event groups of each timer, beside its title. */
async function timerGroups(handle: WorkflowHandle): Promise<string[]> {
  const { events } = await handle.fetchHistory()
  return (events ?? [])
    .filter((event) => event.timerStartedEventAttributes)
    .map(({ eventGroupMarkers, userMetadata }) => {
      const text = (data?: Uint8Array | null) => (data ? JSON.parse(Buffer.from(data).toString()) : null)
      const labels = (eventGroupMarkers ?? []).map(({ label }) => text(label?.label?.data))
      return `${text(userMetadata?.summary?.data)}: ${labels.sort().join(', ')}`
    })
}

test('everything inside a node is in its event group, and in those of the nodes around it', async () => {
  const handle = await start('nestsAndForks')
  await handle.result()
  expect((await timerGroups(handle)).sort()).toEqual(
    [
      'Left / Inner: Left, Left / Inner',
      'Left: Left',
      'Left: Left',
      'Right / Inner: Right, Right / Inner',
      'Right: Right',
      'Right: Right',
      'null: ',
    ].sort(),
  )
})

test('nodes may nest deeply', async () => {
  const handle = await start('nestsDeeply', 40)
  await handle.result()
  expect(await timerGroups(handle)).toHaveLength(1)
})

test('nodes cost no history', async () => {
  const handle = await start('loopsOften', 3)
  await handle.result()
  const { events } = await handle.fetchHistory()
  expect(events).toHaveLength(5)
})

test('a node in a workflow that takes no task says what is missing', async () => {
  const handle = await start('takesNoTask')
  expect(await failureOf(handle)).toMatchObject({ type: 'NodeOutsideTask' })
})
