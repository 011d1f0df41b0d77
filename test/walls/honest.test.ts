/**
 * Behind the walls honest work goes on as without them. This folder mirrors no room of src/: it attacks the whole with
 * what somebody has who reaches the Temporal namespace and holds no key (docs/security.md says which test attacks what).
 */
import { randomUUID } from 'node:crypto'
import type { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitFor } from '../helpers/wait-for.ts'
import { openWalls, type Walls } from './open-walls.ts'

let walls: Walls
let worker: Worker
let running: Promise<void>

beforeAll(async () => {
  walls = await openWalls()
  worker = await walls.createWorker()
  running = worker.run()
})

afterAll(async () => {
  worker.shutdown()
  await running
  await walls.close()
})

test('activities, local ones, children, failures, signals, Updates, queries and new runs all work', async () => {
  const { client, taskQueue } = walls
  const workflowId = `honest-${randomUUID()}`
  const handle = await client.workflow.start('doesEverything', { workflowId, taskQueue, args: ['this'] })
  await handle.signal('tell', 'first')
  await waitFor('the second run', async () => {
    expect(await walls.troublesOf(workflowId)).toEqual([])
    const { runId } = await client.workflow.getHandle(workflowId).describe()
    return runId !== handle.firstExecutionRunId
  })
  expect(await client.workflow.getHandle(workflowId).executeUpdate('ask', { args: ['it'] })).toBe(
    'answer to it',
  )
  await client.workflow.getHandle(workflowId).signal('tell', 'second')
  expect(await client.workflow.getHandle(workflowId).result()).toBe(
    [
      'checked this, checked this',
      'Refused no [{"code":7},"second"]',
      'Refused no [{"code":7},"second"]',
      'child answered',
      'checked again answered',
      'Activity task failed',
    ].join(', '),
  )
}, 60_000)
