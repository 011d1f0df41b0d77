/** An activity that waits for its next try makes it at once. */
import { Client } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findTriable, tryNow } from '../../src/tasks/state/try-now.ts'
import { prepareOperation } from '../../src/tasks/task-operation.ts'
import { type AnsweringServer, answerJson, startAnsweringServer } from '../activities/answering-server.ts'
import { OPENS_WITHIN_MS, openTimeSkipping } from '../helpers/time-skipping.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { type Engine, openEngine, SIGNING_KEYS } from '../workflows/nodes/open-engine.ts'

const signer = { actor: 'api:ann', key: SIGNING_KEYS[0] as Buffer }
let engine: Engine
let server: AnsweringServer
let status = 503

beforeAll(async () => {
  server = await startAnsweringServer((_, response) => answerJson(response, {}, status))
  engine = await openEngine('try-now', { workflows: './calls-fixture.ts' })
})
afterAll(async () => {
  await engine?.stop()
  await server?.stop()
})

test('an activity whose next try is far away makes it at once', async () => {
  // Within the time that its test gives the task, or Temporal would give it up
  const retry = { firstMs: 45_000, maxMs: 45_000 }
  const begun = Date.now()
  const task = await engine.start('calls-api', { url: server.url, allowPrivate: true, retry })
  await waitFor('it waits for its next try', async () => {
    const { raw } = await task.describe()
    return raw.pendingActivities?.[0]?.attempt === 2 && findTriable(await task.describe(), null)
  })
  status = 200
  const operation = await prepareOperation(engine.client, task, { kind: 'tryNow', activity: null }, signer)
  expect(operation.command).toBe(
    `temporal activity reset --workflow-id ${task.workflowId} --run-id ${task.firstRunId} --activity-id 1`,
  )
  expect(await operation.perform()).toMatchObject({ said: 'It is tried now.' })
  expect(await task.result()).toMatchObject({ status: 200 })
  expect(server.seen).toHaveLength(2)
  expect(Date.now() - begun).toBeLessThan(40_000)
})

test('a task of which nothing waits for a try is refused', async () => {
  const task = await engine.start('waits', null)
  await waitFor('it is there', () => task.describe())
  await expect(
    prepareOperation(engine.client, task, { kind: 'tryNow', activity: null }, signer),
  ).rejects.toMatchObject({ code: 'task_refused', message: expect.stringMatching(/No activity of it waits/) })
  await task.terminate()
})

test(
  'a server that can not do it is named as such',
  async () => {
    const skipping = await openTimeSkipping()
    try {
      const client = new Client({ connection: skipping.connection })
      await expect(tryNow(client, { workflowId: 'x', runId: '' }, ['1'])).rejects.toMatchObject({
        code: 'task_refused',
        message: expect.stringMatching(/can not try an activity at once/),
      })
    } finally {
      await skipping.teardown()
    }
  },
  OPENS_WITHIN_MS,
)
