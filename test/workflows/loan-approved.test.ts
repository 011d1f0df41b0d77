import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import type { WorkflowHandle } from '@temporalio/client'
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMambuActivities } from '../../activities/mambu.ts'
import { createCheckDecision } from '../../src/activities/check-decision.ts'
import { type MambuStandIn, startMambuStandIn } from '../../src/mambu/bank/stand-in.ts'
import { ALICE, type NewLoan } from '../../src/mambu/bank/stand-in-bank.ts'
import { TRACE_QUERY, type TraceEntry } from '../../src/process/trace.ts'
import type { LoanApproved, LoanApprovedResult } from '../../workflows/loan-approved/loan-approved.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from './make-task.ts'
import { NAMESPACE, runTestWorker, type TestWorker } from './run-worker.ts'

const BODY: LoanApproved = JSON.parse(
  readFileSync(new URL('../fixtures/mambu/loan-approval.json', import.meta.url), 'utf8'),
)
const WAIT = 'Wait for four-eyes approval'
const MPO_NODE = defineSearchAttributeKey('MpoNode', SearchAttributeType.KEYWORD)

type Handle = WorkflowHandle<(...args: unknown[]) => Promise<LoanApprovedResult>>

describe('loan-approved', () => {
  let mambu: MambuStandIn
  let worker: TestWorker
  const approvalTimeouts = { ms: 60_000 }
  let loans = 0

  beforeAll(async () => {
    mambu = await startMambuStandIn()
    const options = { baseUrl: mambu.url, apiKey: mambu.apiKey }
    worker = await runTestWorker({
      taskQueue: 'loan-approved',
      activities: Object.assign(
        createMambuActivities({
          ...options,
          get approvalTimeoutMs() {
            return approvalTimeouts.ms
          },
        }),
        { checkDecision: createCheckDecision([], 'any') },
      ),
    })
  })

  afterAll(async () => {
    await worker?.stop()
    await mambu?.stop()
  })

  async function startTask(
    loan: Omit<NewLoan, 'id'> = {},
    body: Partial<LoanApproved> = {},
  ): Promise<Handle & { loanId: string }> {
    loans += 1
    const loanId = `LN-LA-${loans}`
    mambu.addLoan({ id: loanId, ...loan })
    const task = makeTask('loan-approved', { ...BODY, cbs_account_id: loanId, ...body }, loanId)
    const handle = await worker.client.workflow.start('loanApproved', {
      workflowId: `loan-approved/r/${loanId}`,
      taskQueue: worker.taskQueue,
      args: [task],
      staticSummary: 'Loan approved',
      typedSearchAttributes: [{ key: MPO_NODE, value: 'Start' }],
    })
    return Object.assign(handle as unknown as Handle, { loanId })
  }

  function trace(handle: Handle): Promise<TraceEntry[]> {
    return handle.query<TraceEntry[]>(TRACE_QUERY)
  }

  function untilWaiting(handle: Handle): Promise<TraceEntry> {
    return waitFor('the task waits for approval', async () =>
      (await trace(handle)).find((entry) => entry.node === WAIT && entry.state === 'waiting'),
    )
  }

  const disbursed = (loanId: string) => mambu.disbursements.filter((one) => one.loanId === loanId)

  test('an approved loan is disbursed once and the user in charge is told', async () => {
    const handle = await startTask()
    await untilWaiting(handle)
    await handle.signal('approve', { by: 'bob', decision: 'approve' })
    const result = await handle.result()
    expect(result).toEqual({
      state: 'disbursed',
      loanId: handle.loanId,
      transactionKey: disbursed(handle.loanId)[0]?.encodedKey,
      approvedBy: 'bob',
      proved: false,
      notified: true,
    })
    expect(disbursed(handle.loanId)).toHaveLength(1)
    const told = mambu.tasks.filter(({ body }) =>
      String(body.title).includes(`${handle.loanId} was disbursed`),
    )
    expect(told.map(({ body }) => body.assignedUserKey)).toEqual([ALICE.encodedKey])
    expect((await trace(handle)).map(({ node, state }) => `${node}: ${state}`)).toEqual([
      'Check the loan: passed',
      `${WAIT}: passed`,
      'Disburse: passed',
      'Notify: passed',
    ])
  })

  test('an approval sent before the task waits counts', async () => {
    const handle = await startTask()
    await handle.signal('approve', { by: 'bob', decision: 'approve' })
    expect((await handle.result()).state).toBe('disbursed')
  })

  test('the requester, nobody and nonsense can not approve, and the task keeps waiting', async () => {
    const handle = await startTask()
    await untilWaiting(handle)
    const refused = [
      { by: 'alice', decision: 'approve' },
      { by: ' ALICE ', decision: 'approve' },
      { by: ALICE.encodedKey, decision: 'approve' },
      { decision: 'approve' },
      { by: '', decision: 'approve' },
      { by: 'bob', decision: 'yes' },
      'approve',
      null,
      [],
    ]
    for (const payload of refused) await handle.signal('approve', payload)
    const entry = await waitFor('all are refused', async () => {
      const waiting = await untilWaiting(handle)
      return waiting.note?.includes(`refused ${refused.length}`) ? waiting : null
    })
    expect(entry.note).toContain('because it is not an object')
    expect((await handle.describe()).status.name).toBe('RUNNING')
    expect(disbursed(handle.loanId)).toHaveLength(0)
    await handle.signal('approve', { by: 'bob', decision: 'approve' })
    expect((await handle.result()).state).toBe('disbursed')
  })

  test('a rejection ends the task without a disbursement', async () => {
    const handle = await startTask()
    await handle.signal('approve', { by: 'bob', decision: 'reject', comment: 'income not proven' })
    expect(await handle.result()).toEqual({
      state: 'rejected',
      loanId: handle.loanId,
      reason: 'income not proven',
      rejectedBy: 'bob',
      proved: false,
      notified: true,
    })
    expect(disbursed(handle.loanId)).toHaveLength(0)
  })

  test.each<[string, Omit<NewLoan, 'id'>, Partial<LoanApproved>, string]>([
    ['another amount', { amount: 12_400 }, {}, 'The loan is over 12400, the webhook says 12500'],
    ['another currency', { currency: 'USD' }, {}, 'The loan is in USD, the webhook says EUR'],
    ['a loan that is not approved', { state: 'PENDING_APPROVAL' }, {}, 'is PENDING_APPROVAL, not APPROVED'],
    ['nobody in charge', { assignedUserKey: null }, {}, 'No user is in charge'],
    ['an unknown loan', {}, { cbs_account_id: 'LN-GONE' }, 'Mambu has no loan LN-GONE'],
  ])('%s ends as rejected with a reason, not as a crash', async (_, loan, body, reason) => {
    const handle = await startTask(loan, body)
    const result = await handle.result()
    expect(result).toMatchObject({ state: 'rejected', rejectedBy: null, notified: false })
    expect(result).toHaveProperty('reason', expect.stringContaining(reason))
    expect((await trace(handle)).map(({ note }) => note)).toEqual([expect.stringContaining(reason)])
  })

  test('without a decision in time the task expires and the user in charge is told', async () => {
    approvalTimeouts.ms = 300
    try {
      const handle = await startTask()
      expect(await handle.result()).toMatchObject({ state: 'expired', notified: true })
      expect(disbursed(handle.loanId)).toHaveLength(0)
    } finally {
      approvalTimeouts.ms = 60_000
    }
  })

  test('Mambu may be down for a while: the task goes on when it is back', async () => {
    mambu.failNext(2, 503, { 'retry-after': '1' })
    const handle = await startTask()
    await untilWaiting(handle)
    await handle.signal('approve', { by: 'bob', decision: 'approve' })
    expect((await handle.result()).state).toBe('disbursed')
  })

  test('a disbursement whose answer was lost is retried and posted once', async () => {
    const handle = await startTask()
    await untilWaiting(handle)
    // Status 0: the work is done, then the connection breaks before the answer.
    mambu.failNext(1, 0)
    await handle.signal('approve', { by: 'bob', decision: 'approve' })
    const result = await handle.result()
    const posts = mambu.requests.filter(
      ({ path }) => path === `/loans/${handle.loanId}/disbursement-transactions`,
    )
    expect(posts).toHaveLength(2)
    expect(new Set(posts.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
    expect(disbursed(handle.loanId)).toHaveLength(1)
    expect(result).toHaveProperty('transactionKey', disbursed(handle.loanId)[0]?.encodedKey)
  })

  test('a message that can not be sent does not undo a disbursement', async () => {
    const handle = await startTask({ assignedUserKey: 'f00d0000f00d0000f00d0000f00d0000' })
    await handle.signal('approve', { by: 'bob', decision: 'approve' })
    expect(await handle.result()).toMatchObject({ state: 'disbursed', notified: false })
    expect((await trace(handle)).at(-1)).toMatchObject({ node: 'Notify', state: 'failed' })
  })

  test('a refusal of Mambu fails the task in plain words, without the key', async () => {
    const handle = await startTask()
    await untilWaiting(handle)
    // Somebody else disburses meanwhile: Mambu then refuses ours.
    mambu.addLoan({ id: handle.loanId, state: 'ACTIVE' })
    await handle.signal('approve', { by: 'bob', decision: 'approve' })
    const failure = await handle.result().catch((error: unknown) => error)
    const said = JSON.stringify(failure, ['message', 'cause'])
    expect(said).toContain('Mambu answered 400 to POST /loans/')
    expect(said).toContain('INVALID_PARAMETERS 4 (accountState)')
    expect(said).not.toContain(mambu.apiKey)
    const last = (await trace(handle)).at(-1)
    expect(last).toMatchObject({ node: 'Disburse', state: 'failed' })
    expect(last?.note).toContain('INVALID_PARAMETERS')
  })

  test('a cancelled task ends as cancelled and disburses nothing', async () => {
    const handle = await startTask()
    await untilWaiting(handle)
    await handle.cancel()
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } })
    expect(disbursed(handle.loanId)).toHaveLength(0)
    expect((await trace(handle)).at(-1)).toMatchObject({ node: WAIT, state: 'failed', note: 'Cancelled' })
  })

  test('a cancellation during the disbursement comes too late', async () => {
    const handle = await startTask()
    await untilWaiting(handle)
    const release = mambu.holdNextPost()
    await handle.signal('approve', { by: 'bob', decision: 'approve' })
    await waitFor('the disbursement runs', async () => (await trace(handle)).at(-1)?.node === 'Disburse')
    await handle.cancel()
    release()
    expect((await handle.result()).state).toBe('disbursed')
    expect(disbursed(handle.loanId)).toHaveLength(1)
  })

  test('the signal works as the temporal command sends it', async () => {
    const handle = await startTask()
    const input = '{"by":"bob","decision":"approve"}'
    const args = ['workflow', 'signal', '--name', 'approve', '--input', input]
    args.push('--workflow-id', handle.workflowId, '--address', temporalAddress(), '--namespace', NAMESPACE)
    await promisify(execFile)('.startnode/temporal/bin/temporal', args)
    expect((await handle.result()).state).toBe('disbursed')
  })

  test('a namespace without MpoNode costs a task nothing: it is never written', async () => {
    mambu.addLoan({ id: 'LN-PLAIN' })
    const handle = await worker.client.workflow.start('loanApproved', {
      workflowId: 'loan-approved/t/plain',
      taskQueue: worker.taskQueue,
      args: [makeTask('loan-approved', { ...BODY, cbs_account_id: 'LN-PLAIN' })],
    })
    await handle.signal('approve', { by: 'bob', decision: 'approve' })
    expect(await handle.result()).toMatchObject({ state: 'disbursed' })
    const { events } = await handle.fetchHistory()
    expect(events?.some((event) => event.upsertWorkflowSearchAttributesEventAttributes)).toBe(false)
  })

  test('the Web UI shows where the task is: summary, details, node, and a title at every step', async () => {
    const handle = await startTask()
    await untilWaiting(handle)
    const waiting = await waitFor('MpoNode says where it waits', async () => {
      const description = await handle.describe()
      return description.typedSearchAttributes.get(MPO_NODE) === WAIT ? description : null
    })
    expect(await waiting.staticSummary()).toBe('Loan approved')
    const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata')
    expect(metadata.currentDetails).toMatch(
      /^- ✔ \*\*Check the loan\*\* passed.*\n- ⏳ \*\*Wait for four-eyes/,
    )
    await handle.signal('approve', { by: 'bob', decision: 'approve' })
    await handle.result()
    const { events } = await handle.fetchHistory()
    const steps = (events ?? [])
      .filter((event) => event.activityTaskScheduledEventAttributes ?? event.timerStartedEventAttributes)
      .map(({ userMetadata, activityTaskScheduledEventAttributes: activity }) => [
        activity?.activityType?.name ?? 'timer',
        JSON.parse(Buffer.from(userMetadata?.summary?.data ?? '').toString()),
      ])
    expect(steps).toEqual([
      ['getLoan', 'Check the loan'],
      ['timer', WAIT],
      ['checkDecision', WAIT],
      ['disburseLoan', 'Disburse'],
      ['createUserTask', 'Notify'],
    ])
  })
})
