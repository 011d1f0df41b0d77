/** Decisions over the admin API, on real tasks: they are of whoever is logged in, and proved. */
import { fileURLToPath } from 'node:url'
import type { WorkflowHandleWithStartDetails } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCheckDecision } from '../../src/activities/check-decision.ts'
import { KEYS } from '../helpers/open-settings.ts'
import { makeTask } from '../workflows/make-task.ts'
import { runTestWorker, type TestWorker } from '../workflows/run-worker.ts'
import { type OpenAdmin, openAdmin } from './open-admin.ts'

const NAMESPACE = 'admin-decide'
let admin: OpenAdmin
let worker: TestWorker

beforeAll(async () => {
  admin = await openAdmin(NAMESPACE, 'decide')
  worker = await runTestWorker({
    namespace: NAMESPACE,
    taskQueue: 'decide',
    workflowsPath: fileURLToPath(new URL('../workflows/decision-fixture.ts', import.meta.url)),
    activities: { checkDecision: createCheckDecision(KEYS, 'proved') },
  })
})

afterAll(async () => {
  await worker?.stop()
  await admin?.close()
})

async function start(): Promise<WorkflowHandleWithStartDetails> {
  const task = makeTask('card-lost', {})
  return worker.client.workflow.start('decidesTwice', {
    workflowId: `card-lost/t/${task.taskId}`,
    taskQueue: 'decide',
    args: [task],
    workflowExecutionTimeout: '60 seconds',
  })
}

const decide = (
  { workflowId, firstExecutionRunId: runId }: WorkflowHandleWithStartDetails,
  role: 'viewer' | 'operator' | 'editor',
  payload: unknown,
) => admin.call(role, 'POST', '/tasks/signal', { workflowId, runId, name: 'approve', payload })

test('one user does not decide under two names; two users do, and both are proved', async () => {
  const task = await start()
  expect(await decide(task, 'operator', { decision: 'approve' })).toMatchObject({ status: 200 })
  expect(await decide(task, 'operator', { by: 'editor', decision: 'approve' })).toMatchObject({
    status: 422,
    body: { error: { code: 'decider_differs', message: 'You decide as operator, not as editor' } },
  })
  expect(await decide(task, 'viewer', { decision: 'approve' })).toMatchObject({ status: 403 })
  expect(await decide(task, 'editor', { by: 'editor', decision: 'approve' })).toMatchObject({ status: 200 })
  expect(await task.result()).toEqual([
    { by: 'operator', proved: true },
    { by: 'editor', proved: true },
  ])
})

test('a proof that a caller brings along is replaced', async () => {
  const task = await start()
  const proof = {
    id: '0'.repeat(32),
    actor: 'api:editor',
    at: '2026-01-01T00:00:00.000Z',
    hmac: '0'.repeat(64),
  }
  const answer = await decide(task, 'operator', { decision: 'approve', proof })
  expect(answer.body).toMatchObject({ command: expect.stringContaining('"actor":"api:operator"') })
  await decide(task, 'editor', { decision: 'approve' })
  expect(await task.result()).toMatchObject([{ by: 'operator', proved: true }, { by: 'editor' }])
})

test('what is no decision goes to the task as it is', async () => {
  const { workflowId, firstExecutionRunId: runId, ...task } = await start()
  const body = { workflowId, runId, name: 'other', payload: { by: 'anybody' } }
  const answer = await admin.call('operator', 'POST', '/tasks/signal', body)
  expect(answer.body).toMatchObject({ command: expect.stringContaining(`'{"by":"anybody"}'`) })
  await task.terminate()
})
