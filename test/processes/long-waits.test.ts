/**
 * What takes days and weeks of dunning, IBAN linkage and card payments, on the server that skips time.
 *
 * Time passes in `sleep` only. The client of that server lets it pass while it waits for a result too, and once nothing
 * else is to be done that is the ten years after which the server ends the settings workflow. No trace is asked for: a
 * query that meets a workflow task may leave that server standing still.
 */
import { randomUUID } from 'node:crypto'
import { Client, type WorkflowHandle } from '@temporalio/client'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ALICE } from '../../src/mambu/bank/stand-in-bank.ts'
import type { CardMessage } from '../../workflows/card-authorisation/card-message.ts'
import type { DunningResult } from '../../workflows/dunning/dunning.ts'
import { type OutsideSystem, startOutsideSystem } from '../helpers/outside-system.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { OPENS_WITHIN_MS, openTimeSkipping } from '../helpers/time-skipping.ts'
import { CREATED, startVirtualAccountBank, type VirtualAccountBank } from '../helpers/virtual-account-bank.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { authorisation, clearing } from './card-message.ts'

const DAY = 24 * 60 * 60 * 1_000
const TOKEN = 'token-of-the-bank'
let environment: TestWorkflowEnvironment
/** In normal time. */
let normal: Client
let bank: VirtualAccountBank
let system: OutsideSystem
let stack: ProcessStack
let count = 0

beforeAll(async () => {
  environment = await openTimeSkipping()
  normal = new Client({ connection: environment.connection })
  bank = await startVirtualAccountBank()
  system = await startOutsideSystem(TOKEN, () => ({ status: 202, body: {} }))
  const own = { url: system.url, token: TOKEN }
  stack = await startProcessStack({
    temporal: environment,
    processes: ['dunning', 'iban-linkage', 'card-authorisation'],
    variables: { bank: { url: bank.url, token: bank.token }, messages: own, legal: own },
  })
}, OPENS_WITHIN_MS)
afterAll(async () => {
  await stack?.stop()
  await Promise.all([bank?.stop(), system?.stop()])
  await environment?.teardown()
})

async function startDunning(
  event: string,
  more: object = {},
): Promise<{ loanId: string; task: WorkflowHandle }> {
  count += 1
  const loanId = `LN-${count}`
  const balances = { principalDue: 300 }
  stack.mambu.addLoan({ id: loanId, state: 'ACTIVE_IN_ARREARS', amount: 900, balances, ...more })
  await send(event, loanId)
  return { loanId, task: await stack.taskOf('dunning', { ref: loanId }) }
}

const send = (event: string, loan_id: string) =>
  stack.send('dunning', { event, loan_id }, { 'x-notifications-idempotency-key': randomUUID() })

/** Templates of the notices, and what went to the lawyers, in order. */
const sentFor = (loanId: string) =>
  system.requests.filter(({ body }) => body?.loan === loanId).map(({ path, body }) => body?.template ?? path)

async function daysOf(task: WorkflowHandle): Promise<number> {
  const { events } = await task.fetchHistory()
  const at = (index: number) => 1_000 * Number(events?.at(index)?.eventTime?.seconds ?? Number.NaN)
  return Math.round((at(-1) - at(0)) / DAY)
}

const readsOf = (loanId: string) =>
  stack.mambu.requests.filter(({ method, path }) => method === 'GET' && path === `/loans/${loanId}`).length

/** @param left what is due then */
async function repay(loanId: string, left = 0): Promise<void> {
  const loan = stack.mambu.findLoan(loanId)
  if (loan) loan.balances.principalDue = left
  await send('LOAN_REPAYMENT', loanId)
}

/** The result of a task that needs no more time. */
const resultOf = <T = DunningResult>({ workflowId }: WorkflowHandle): Promise<T> =>
  normal.workflow.getHandle(workflowId).result() as Promise<T>

// The first one: a processor does not wait months for its answer, and the clock of the server is never set back.
test('a hold without a clearing is released after seven days; what was cleared in part until then stays', async () => {
  const account = stack.mambu.addDeposit({ id: 'CA-1', balance: 500, cardTokens: ['card-1'] })
  const asked: CardMessage[] = [authorisation('card-1'), authorisation('card-1', { amount: 60 })]
  const tasks: WorkflowHandle[] = []
  for (const message of asked) {
    expect((await stack.send('card-authorisation', message)).status).toBe(200)
    const task = await stack.taskOf('card-authorisation', { ref: message.token })
    tasks.push(task)
  }
  await stack.send('card-authorisation', clearing(asked[1] as CardMessage, { amount: 25, final: false }))
  await waitFor('it is booked', () => account.balances.totalBalance === 475)
  await environment.sleep('8 days')
  expect(await resultOf(tasks[0] as WorkflowHandle)).toMatchObject({
    decision: 'approved',
    hold: 'expired',
    cleared: '0',
  })
  expect(await resultOf(tasks[1] as WorkflowHandle)).toMatchObject({
    decision: 'approved',
    hold: 'expired',
    cleared: '25',
  })
  expect(await daysOf(tasks[0] as WorkflowHandle)).toBe(7)
  expect(account.balances).toMatchObject({ totalBalance: 475, holdBalance: 0 })
})

test('weeks without a payment: three notices, then another user than the one in charge decides on legal steps', async () => {
  const { loanId, task } = await startDunning('ACCOUNT_IN_ARREARS')
  // Nobody has asked yet: it decides nothing.
  await task.signal('approve', { by: 'carol', decision: 'approve' })
  await environment.sleep('36 days')
  const before = readsOf(loanId)
  // Some of it is paid while a decision is waited for: the lawyers hear of the rest.
  await repay(loanId, 120.5)
  await waitFor('the balance is read', () => readsOf(loanId) === before + 1)
  await task.signal('approve', { by: 'alice', decision: 'approve' })
  await task.signal('approve', { by: 'bob', decision: 'approve' })
  expect(await resultOf(task)).toEqual({
    state: 'legal',
    loanId,
    due: '120.5',
    notices: ['NOTICE_1', 'NOTICE_2', 'FINAL_NOTICE'],
    decidedBy: 'bob',
    proved: false,
  })
  expect(sentFor(loanId)).toEqual(['NOTICE_1', 'NOTICE_2', 'FINAL_NOTICE', '/cases'])
  const asked = stack.mambu.tasks.filter(({ body }) => body.title === `Loan ${loanId}: legal steps?`)
  expect(asked.map(({ body }) => body.assignedUserKey)).toEqual([ALICE.encodedKey])
  expect(stack.mambu.findLoan(loanId)?._Dunning).toMatchObject({ level: 'LEGAL' })
})

test('nobody decides in two weeks, or somebody decides against it: no lawyer hears of the loan', async () => {
  const open = await startDunning('ACCOUNT_IN_ARREARS')
  const kept = await startDunning('ACCOUNT_IN_ARREARS')
  await environment.sleep('36 days')
  await kept.task.signal('approve', { by: 'bob', decision: 'reject', comment: 'she has paid us for years' })
  expect(await resultOf(kept.task)).toMatchObject({ state: 'kept', decidedBy: 'bob' })
  await environment.sleep('14 days')
  expect(await resultOf(open.task)).toMatchObject({ state: 'undecided', due: '300' })
  expect(await daysOf(open.task)).toBe(35 + 14)
  for (const { loanId } of [open, kept]) expect(sentFor(loanId)).not.toContain('/cases')
})

test('a payment while legal steps are decided on ends it', async () => {
  const { loanId, task } = await startDunning('ACCOUNT_IN_ARREARS')
  await environment.sleep('36 days')
  await repay(loanId)
  expect(await resultOf(task)).toMatchObject({ state: 'paid', decidedBy: null })
})

test('a promise puts the next notice off until its day is over; a broken one is followed by the notice', async () => {
  const { loanId, task } = await startDunning('ACCOUNT_IN_ARREARS')
  await environment.sleep('2 days')
  const until = new Date((await environment.currentTimeMs()) + 20 * DAY).toISOString().slice(0, 10)
  await task.signal('promise', { by: 'carol', until })
  await environment.sleep('17 days')
  expect(sentFor(loanId)).toEqual(['NOTICE_1'])
  await environment.sleep('5 days')
  expect(sentFor(loanId)).toEqual(['NOTICE_1', 'NOTICE_2'])
  await repay(loanId)
  expect(await resultOf(task)).toMatchObject({ state: 'paid' })
})

test('a reminder before the due date ends by itself when nothing is due, and goes over into notices when something is', async () => {
  const paid = await startDunning('REPAYMENT_REMINDER', { state: 'ACTIVE', balances: {} })
  const late = await startDunning('REPAYMENT_REMINDER', { state: 'ACTIVE', balances: {} })
  await waitFor('the reminders', () => [paid, late].every(({ loanId }) => sentFor(loanId).length === 1))
  await environment.sleep('4 days')
  const loan = stack.mambu.findLoan(late.loanId)
  if (loan) loan.balances.principalDue = 75
  await send('ACCOUNT_IN_ARREARS', late.loanId)
  await waitFor('the notice', () => sentFor(late.loanId).length === 2)
  expect(sentFor(late.loanId)).toEqual(['REMINDER', 'NOTICE_1'])
  // Day 10 and a bit: the other one has time until day 11.
  await environment.sleep('146 hours')
  expect(await resultOf(paid.task)).toMatchObject({ state: 'paid', notices: ['REMINDER'] })
  expect(await daysOf(paid.task)).toBe(10)
  await repay(late.loanId)
  expect(await resultOf(late.task)).toMatchObject({ state: 'paid', notices: ['REMINDER', 'NOTICE_1'] })
})

test('a bank that does not call back is asked: made after all it is linked, else withdrawn and told to the branch', async () => {
  const ids = ['SA-made', 'SA-pending']
  for (const id of ids) {
    stack.mambu.addDeposit({ id, key: `key-${id}`, currency: 'GBP', assignedUserKey: ALICE.encodedKey })
    await stack.send('iban-linkage', { account_id: id, client_name: 'Ann', set_up: 'virtual_accounts' })
  }
  const [made, pending] = await Promise.all(ids.map((ref) => stack.taskOf('iban-linkage', { ref })))
  await waitFor('the bank is asked', () => ids.every((id) => bank.accounts.has(`key-${id}`)))
  bank.decide('key-SA-made', CREATED)
  await environment.sleep('49 hours')
  expect(await resultOf(made as WorkflowHandle)).toMatchObject({
    state: 'linked',
    iban: 'GB29NWBK60161331926819',
  })
  expect(await resultOf(pending as WorkflowHandle)).toMatchObject({
    state: 'failed',
    reason: 'The bank made no account in time',
  })
  expect(bank.accounts.get('key-SA-pending')).toBe('CLOSED')
  expect(await daysOf(pending as WorkflowHandle)).toBe(2)
})
