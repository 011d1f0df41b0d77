/** Where a task is reset to, by the title of a node. */
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findResetPoint } from '../../src/tasks/find-reset-point.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from '../workflows/make-task.ts'
import { runTestWorker, type TestWorker } from '../workflows/run-worker.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await runTestWorker({
    taskQueue: 'reset-points',
    activities: {},
    workflowsPath: fileURLToPath(new URL('../workflows/nodes-fixture.ts', import.meta.url)),
  })
})
afterAll(() => worker?.stop())

function start(type: string, data: unknown): Promise<WorkflowHandle> {
  return worker.client.workflow.start(type, {
    workflowId: `nodes/t/${randomUUID()}`,
    taskQueue: worker.taskQueue,
    args: [makeTask('nodes', data)],
    workflowExecutionTimeout: '1 minute',
  })
}

/** Ids of the ends of the workflow tasks, in order. */
async function stepsOf(handle: WorkflowHandle): Promise<string[]> {
  const { events } = await handle.fetchHistory()
  return (events ?? []).flatMap((event) =>
    event.workflowTaskCompletedEventAttributes ? [String(event.eventId)] : [],
  )
}

const pointOf = async (handle: WorkflowHandle, node: string) =>
  String(await findResetPoint(worker.client, handle, node))

test('a node that left nothing in the history is found by the step that came to it', async () => {
  const task = await start('waitsTwice', null)
  await task.signal('word', 'one')
  await waitFor('it waits again', async () =>
    ((await task.query('trace')) as { node: string }[]).some(({ node }) => node === 'Second'),
  )
  const { events } = await task.fetchHistory()
  expect(events?.some((event) => event.timerStartedEventAttributes)).toBe(false)
  const steps = await stepsOf(task)
  expect(await pointOf(task, 'Second')).toBe(steps.at(-1))
  expect(await pointOf(task, 'First')).toBe(steps[0])
})

test('of many visits it is the last one', async () => {
  const task = await start('pausesOften', 3)
  await task.result()
  const steps = await stepsOf(task)
  expect(steps).toHaveLength(4)
  expect(await pointOf(task, 'Round')).toBe(steps[2])
  expect(await pointOf(task, 'Begin')).toBe(steps[0])
})

test('a node where the task never was is refused, with the ones where it was', async () => {
  const task = await start('pausesOften', 1)
  await task.result()
  await expect(pointOf(task, 'Rounds')).rejects.toMatchObject({
    code: 'task_refused',
    message: "The task was not at 'Rounds'. It was at: 'Begin', 'Round'",
  })
})
