/** The running product, attacked with the bare `temporal` command. See honest.test.ts for this folder. */
import { execFile } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { Client } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findTemporal } from '../../src/temporal/dev/find-temporal.ts'
import { plainEnv } from '../helpers/child-process.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const NAMESPACE = 'walls-stack'
const SECRET = `canary-${randomUUID()}`
let stack: ProcessStack
let binary: string
let listener: Server
/** What reached the attacker's own server. */
const heard: string[] = []

beforeAll(async () => {
  listener = createServer((request, response) => {
    heard.push(`${request.url} ${JSON.stringify(request.headers)}`)
    response.end('{}')
  }).listen(0, '127.0.0.1')
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: NAMESPACE,
    processes: ['loan-approved'],
    variables: { bank: { key: SECRET } },
    env: { ENCRYPTION_KEYS: randomBytes(32).toString('hex'), APPROVALS: 'proved' },
  })
  binary = await findTemporal({ stateDir: '.startnode' })
}, 120_000)

afterAll(async () => {
  listener.close()
  await stack?.stop()
}, 60_000)

async function temporal(...words: string[]): Promise<string> {
  const env = { ...plainEnv(), TEMPORAL_ADDRESS: temporalAddress(), TEMPORAL_NAMESPACE: NAMESPACE }
  const ended = await promisify(execFile)(binary, words, { env, timeout: 60_000 }).catch(
    (error: { stdout: string; stderr: string }) => error,
  )
  return `${ended.stdout}${ended.stderr}`
}

const executeActivity = (type: string, ...inputs: unknown[]) =>
  temporal(
    ...[
      'activity',
      'execute',
      '--type',
      type,
      '--activity-id',
      randomUUID(),
      '--task-queue',
      stack.taskQueue,
    ],
    ...[
      '--start-to-close-timeout',
      '5s',
      '--schedule-to-close-timeout',
      '15s',
      '--retry-maximum-attempts',
      '1',
    ],
    ...inputs.flatMap((input) => ['--input', JSON.stringify(input)]),
  )

test('`temporal activity execute --type apiCall` gets no secret out, and `disburseLoan` pays no loan', async () => {
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`
  const said = await executeActivity('apiCall', {
    ...{ node: 'x', taskId: 'x', callId: 'x', method: 'GET', url, query: {}, callbacks: [], response: null },
    ...{ headers: { 'x-stolen': '{{env_var[@bank].key}}' }, variables: ['bank'], timeoutMs: 5_000 },
    ...{ format: 'json', maxResponseBytes: 1_000, maxThreads: 1, allowPrivate: true, idempotencyKey: false },
    ...{ clientCertificate: null, serverCa: null, sign: null, basic: null },
  })
  expect(said).toMatch(/Encoded failure|Not sealed/)
  expect(heard).toEqual([])
  stack.mambu.addLoan({ id: 'LN-WALL', amount: 100 })
  await executeActivity('disburseLoan', { taskId: 'x', loanId: 'LN-WALL', amount: 100 })
  expect(stack.mambu.disbursements).toEqual([])
}, 60_000)

test('a decision without a proof, sent by the bare command, is refused and the task waits on', async () => {
  stack.mambu.addLoan({ id: 'LN-1', amount: 8_400.5 })
  await stack.send('loan-approved', loanBody('LN-1'), { 'x-notifications-idempotency-key': randomUUID() })
  const handle = await stack.taskOf('loan-approved', { ref: 'LN-1' })
  await stack.untilWaiting(handle, 'Wait for four-eyes approval')
  await temporal(
    ...['workflow', 'signal', '--workflow-id', handle.workflowId, '--name', 'approve'],
    ...['--input', '{"by":"bob","decision":"approve"}'],
  )
  await waitFor('it was refused', async () => {
    const trace = await stack.traceOf(handle)
    return trace.some(({ note }) => /refused 1/.test(note ?? ''))
  })
  // Nor does an entry, a queue or the settings do what it is told in clear
  const bare = new Client({ connection: stack.client.connection, namespace: NAMESPACE })
  await bare.workflow.getHandle(handle.workflowId).signal('callback', { approved: true })
  expect((await handle.describe()).status.name).toBe('RUNNING')
  await handle.cancel()
}, 90_000)

/** A task whose first call is under way, since Mambu is away. */
async function startReading(loan: string) {
  stack.mambu.failNext(1_000, 503, {}, 'GET /loans/')
  stack.mambu.addLoan({ id: loan, amount: 8_400.5 })
  await stack.send('loan-approved', loanBody(loan), { 'x-notifications-idempotency-key': randomUUID() })
  const handle = await stack.taskOf('loan-approved', { ref: loan })
  const [activity] = await waitFor('it reads the loan', async () => {
    const { raw } = await handle.describe()
    const pending = raw.pendingActivities ?? []
    return pending.length > 0 && pending
  })
  const ids = ['--workflow-id', handle.workflowId, '--activity-id', activity?.activityId ?? '']
  const { runId } = await handle.describe()
  return { handle: Object.assign(handle, { runId }), ids }
}

const standsStill = (handle: { fetchHistory(): Promise<{ events?: unknown }> }) =>
  waitFor('it stands still', async () => {
    const { events } = (await handle.fetchHistory()) as {
      events?: { workflowTaskFailedEventAttributes?: unknown }[]
    }
    return events?.some((event) => event.workflowTaskFailedEventAttributes)
  })

test('`temporal activity complete` gives a task no answer, and `workflow reset` lets it go on', async () => {
  const forged = {
    loan: { id: 'LN-F', state: 'APPROVED', amount: 8_400.5, requester: null },
    approvalTimeoutMs: 1,
  }
  const { handle, ids } = await startReading('LN-F1')
  await temporal('activity', 'complete', ...ids, '--result', JSON.stringify(forged))
  await standsStill(handle)
  expect((await handle.describe()).status.name).toBe('RUNNING')
  const latest = stack.client.workflow.getHandle(handle.workflowId)
  const again = await temporal(
    ...['workflow', 'reset', '--workflow-id', handle.workflowId, '--type', 'FirstWorkflowTask'],
    ...['--reason', 'a forged answer'],
  )
  expect(again).toContain('Resetting workflow')
  await waitFor('the reset run asks Mambu itself', async () => {
    const { raw, runId } = await latest.describe()
    const asks = raw.pendingActivities?.some((one) => one.activityType?.name === 'getLoan')
    return asks === true && runId !== handle.runId
  })
  await latest.terminate()
  expect(stack.mambu.disbursements).toEqual([])
}, 120_000)

test('`temporal workflow start` begins no task, and `workflow update` resubmits no entry', async () => {
  const workflowId = `loan-approved/t/${randomUUID().replaceAll('-', '').slice(0, 24)}`
  const task = {
    process: 'loan-approved',
    taskId: 'x',
    ref: null,
    data: JSON.parse(loanBody('LN-S')),
    delivery: {},
  }
  await temporal(
    ...['workflow', 'start', '--type', 'loanApproved', '--task-queue', stack.taskQueue],
    ...['--workflow-id', workflowId, '--input', JSON.stringify(task)],
  )
  const started = stack.client.workflow.getHandle(workflowId)
  await standsStill(started)
  await started.terminate()
  await stack.send('loan-approved', '{"no":"loan"}')
  const entry = await waitFor('the entry', async () => {
    for await (const run of stack.client.workflow.list({ query: "WorkflowType = 'quarantinedDelivery'" }))
      return run.workflowId
    return undefined
  })
  for (const name of ['edit', 'resubmit', 'discard'])
    expect(
      await temporal(
        ...[
          'workflow',
          'update',
          'execute',
          '--workflow-id',
          entry,
          '--name',
          name,
          '--input',
          '{"actor":"mallory"}',
        ],
      ),
    ).toMatch(/Encoded failure|Not sealed|payload_unsealed/)
  expect((await stack.client.workflow.getHandle(entry).describe()).status.name).toBe('RUNNING')
}, 120_000)
