/**
 * A reset past a write that Mambu does not know any more: it is named, and refused until it is confirmed. On a real
 * server, worker and stand-in of Mambu; only the clock of the one who resets is moved.
 */
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createMambuActivities } from '../../activities/index.ts'
import { type MambuStandIn, startMambuStandIn } from '../../src/mambu/bank/stand-in.ts'
import { idempotencyKeyOf } from '../../src/mambu/client/idempotency-key.ts'
import { startnode } from '../helpers/startnode.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from '../workflows/make-task.ts'
import { runTestWorker, type TestWorker } from '../workflows/run-worker.ts'
import { type OpenAdmin, openAdmin } from './open-admin.ts'

const NAMESPACE = 'admin-6'
const HOUR_MS = 60 * 60 * 1_000

let admin: OpenAdmin
let mambu: MambuStandIn
let worker: TestWorker
const mails: string[] = []

beforeAll(async () => {
  mambu = await startMambuStandIn()
  admin = await openAdmin(NAMESPACE, 'reset-writes')
  worker = await runTestWorker({
    namespace: NAMESPACE,
    taskQueue: 'reset-writes',
    workflowsPath: fileURLToPath(new URL('./reset-fixture.ts', import.meta.url)),
    activities: {
      ...createMambuActivities({ baseUrl: mambu.url, apiKey: mambu.apiKey }),
      sendMail: async (to: string) => void mails.push(to),
    },
  })
})
afterEach(() => void vi.useRealTimers())
afterAll(async () => {
  await worker?.stop()
  await admin?.close()
  await mambu?.stop()
})

/** A task that has paid and waits. */
async function startPaid(loanId: string, type = 'paysAndWaits') {
  mambu.addLoan({ id: loanId, amount: 100 })
  const task = makeTask('card-lost', { loanId })
  const workflowId = `card-lost/t/${task.taskId}`
  const handle = await admin.parts.client.workflow.start(type, {
    workflowId,
    taskQueue: 'reset-writes',
    args: [task],
  })
  await untilWaiting(workflowId)
  return { workflowId, runId: handle.firstExecutionRunId, key: idempotencyKeyOf(task.taskId, 'Disburse') }
}

const untilWaiting = (workflowId: string, runId?: string) =>
  waitFor('it waits', async () => {
    const trace = await admin.parts.client.workflow
      .getHandle(workflowId, runId)
      .query<{ state: string }[]>('trace')
    return trace.at(-1)?.state === 'waiting'
  })

const reset = (body: object) => admin.call('operator', 'POST', '/tasks/reset', body)

/** The clock of whoever resets, and of nobody else: it is put back before the task goes on. */
async function later<T>(ms: number, call: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })
  try {
    return await call()
  } finally {
    vi.useRealTimers()
  }
}

async function writesBefore(node: string, { workflowId, runId }: { workflowId: string; runId: string }) {
  const query = new URLSearchParams({ workflowId, runId, node })
  const { status, body } = await admin.call('operator', 'GET', `/tasks/reset-writes?${query}`)
  expect(status).toBe(200)
  return (body as { writes: unknown[] }).writes
}

test('a write that Mambu still knows is named and done again, once', async () => {
  const { key, ...run } = await startPaid('L1')
  expect(await writesBefore('Disburse', run)).toMatchObject([
    { id: key, key, node: 'Disburse', activity: 'disburseLoan', covered: true, endedAt: expect.any(String) },
  ])
  expect(await writesBefore('Wait', run)).toEqual([])
  const made = await reset({ ...run, node: 'Disburse' })
  expect(made).toMatchObject({ status: 200 })
  await untilWaiting(run.workflowId, (made.body as { runId: string }).runId)
  expect(mambu.disbursements.filter(({ loanId }) => loanId === 'L1')).toHaveLength(1)
})

test('one that it does not know any more is named, and the reset is refused until it is confirmed', async () => {
  const { key, ...run } = await startPaid('L2')
  const refused = await later(6 * HOUR_MS + 1, () =>
    reset({ ...run, node: 'Disburse', confirm: ['another'] }),
  )
  expect(refused).toMatchObject({
    status: 409,
    body: {
      error: {
        code: 'writes_unconfirmed',
        problems: [
          {
            path: '/confirm',
            message: expect.stringMatching(`^${key}: 'Disburse' \\(disburseLoan\\) of 20`),
          },
        ],
      },
    },
  })
  expect((await admin.parts.client.workflow.getHandle(run.workflowId).describe()).runId).toBe(run.runId)
  const past = await later(6 * HOUR_MS + 1, () => reset({ ...run, node: 'Wait' }))
  expect(past).toMatchObject({ status: 200 })
  const made = await later(6 * HOUR_MS + 1, () => reset({ ...run, node: 'Disburse', confirm: [key] }))
  expect(made).toMatchObject({ status: 200 })
  expect(admin.logged.find((line) => line.includes(key))).toContain('"confirmed"')
})

test('writes of the runs that a task continued as, and of those that resets made, count too', async () => {
  const first = await startPaid('L3', 'continuesAndPays')
  expect(await writesBefore('Begin', first)).toMatchObject([{ key: first.key, activity: 'disburseLoan' }])
  const second = await startPaid('L4')
  const made = (await reset({ workflowId: second.workflowId, runId: second.runId, node: 'Begin' })).body as {
    runId: string
  }
  await untilWaiting(second.workflowId, made.runId)
  const all = [{ key: second.key }, { key: second.key }]
  expect(await writesBefore('Begin', second)).toMatchObject(all)
  expect(await writesBefore('Begin', { ...second, runId: made.runId })).toMatchObject(all)
})

test('a write without a key has to be confirmed at any time, in the command too', async () => {
  const run = await startPaid('L5', 'mailsAndWaits')
  const [mail] = (await writesBefore('Mail', run)) as { id: string }[]
  expect(mail).toMatchObject({
    id: expect.stringMatching(/^sendMail@\d+$/),
    key: null,
    knownUntil: null,
    covered: false,
  })
  const target = { workflowId: run.workflowId, runId: run.runId, node: 'Mail' }
  expect(await reset(target)).toMatchObject({
    status: 409,
    body: { error: { code: 'writes_unconfirmed' } },
  })
  const id = run.workflowId.slice('card-lost/t/'.length)
  const command = (more: string) =>
    startnode(`task card-lost ${id} --reset-to Mail ${more}`, '', {
      TEMPORAL_ADDRESS: temporalAddress(),
      TEMPORAL_NAMESPACE: NAMESPACE,
      SIGNING_KEYS: 'ab'.repeat(32),
    })
  const shown = await command('--dry-run --json')
  expect(JSON.parse(shown.stdout)).toMatchObject({ done: false, writes: [mail] })
  const refused = await command('')
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain(`does again: 'Mail' (sendMail) of `)
  expect(refused.stderr).toMatch(new RegExp(`${mail?.id}: .*may be done twice.*writes_unconfirmed`, 's'))
  expect(mails).toEqual(['ops'])
  expect((await admin.parts.client.workflow.getHandle(run.workflowId).describe()).runId).toBe(run.runId)
  const done = await command(`--confirm-writes ${mail?.id} another`)
  expect(done.code, done.stderr).toBe(0)
  await waitFor('it mails again', () => mails.length === 2)
})
