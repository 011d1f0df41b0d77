/** four-eyes-approval over the full path: webhook in, people decide by signal, Mambu is asked who they are, and told. */
import { randomUUID } from 'node:crypto'
import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewLoan } from '../../src/mambu/bank/loans.ts'
import type {
  FourEyesApproval,
  FourEyesApprovalResult,
} from '../../workflows/four-eyes-approval/four-eyes-approval.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'four-eyes-approval'
let stack: ProcessStack

beforeAll(async () => {
  stack = await startProcessStack({ temporal: temporalAddress(), namespace: PROCESS, processes: [PROCESS] })
  const { mambu } = stack
  for (const name of ['olga', 'otto']) mambu.addUser(name, undefined, { role: 'loan-officer' })
  mambu.addUser('lou', undefined, { role: 'loan-officer', state: 'LOCKED' })
  mambu.addUser('mia', undefined, { role: 'branch-manager' })
  mambu.addUser('sam', undefined, { role: 'senior-credit-officer' })
  mambu.addUser('pat')
})

afterAll(() => stack?.stop())

/** A loan that waits for approval; alice has asked for it. */
async function start(loan: Partial<NewLoan> = {}, more: Partial<FourEyesApproval> = {}) {
  const id = `LN-${randomUUID()}`
  const amount = loan.amount ?? 9_999.99
  const { currency } = stack.mambu.addLoan({ id, state: 'PENDING_APPROVAL', amount, ...loan })
  const webhook = { account_type: 'loan', account_id: id, amount: String(amount), currency: currency.code }
  const sent = await stack.send(PROCESS, { ...webhook, ...more }, { 'webhook-id': randomUUID() })
  expect(sent.status, sent.body).toBe(200)
  return stack.taskOf(PROCESS, { ref: id })
}

const idOf = (task: WorkflowHandle) => task.workflowId.replace(`${PROCESS}/r/`, '')
const stateOf = (task: WorkflowHandle) => stack.mambu.findLoan(idOf(task))?.accountState
const resultOf = (task: WorkflowHandle) => task.result() as Promise<FourEyesApprovalResult>

async function decide(task: WorkflowHandle, level: string, payload: object): Promise<void> {
  await stack.untilWaiting(task, `Wait for the ${level}`)
  await task.signal('approve', payload)
}

const approve = (task: WorkflowHandle, level: string, by: string) =>
  decide(task, level, { by, decision: 'approve' })

/** Until the newest check of an approver says this. */
function untilRefused(task: WorkflowHandle, why: string): Promise<unknown> {
  return waitFor(`'${why}' is said`, async () =>
    (await stack.traceOf(task)).some(
      ({ node, note }) => node === 'Check the approver' && note?.includes(why),
    ),
  )
}

test('below 10,000 one officer approves, and the loan is approved in Mambu, once', async () => {
  const task = await start()
  stack.mambu.failNext(1, 0, {}, 'POST /loans')
  await approve(task, 'officer', 'olga')
  expect(await resultOf(task)).toMatchObject({
    state: 'approved',
    votes: [{ level: 'officer', name: 'olga' }],
  })
  expect(stateOf(task)).toBe('APPROVED')
})

test('from 10,000 an officer and a manager approve; from above 100,000 a senior too', async () => {
  const two = await start({ amount: 10_000 })
  const three = await start({ amount: 100_000.01 })
  for (const task of [two, three]) {
    await approve(task, 'officer', 'olga')
    await approve(task, 'manager', 'mia')
  }
  expect(await resultOf(two)).toMatchObject({ state: 'approved', votes: [{ name: 'olga' }, { name: 'mia' }] })
  expect(stateOf(three)).toBe('PENDING_APPROVAL')
  await approve(three, 'senior', 'sam')
  expect(await resultOf(three)).toMatchObject({ state: 'approved', votes: [{}, {}, { name: 'sam' }] })
})

test('a currency without bands needs every level', async () => {
  const task = await start({ amount: 1, currency: 'CHF' })
  await approve(task, 'officer', 'mia')
  await approve(task, 'manager', 'sam')
  await stack.untilWaiting(task, 'Wait for the senior')
  await task.cancel()
  await expect(resultOf(task)).rejects.toThrow('cancelled')
  expect(stateOf(task)).toBe('PENDING_APPROVAL')
})

test('the requester, strangers, the locked, the wrong level and the same person twice do not count', async () => {
  const task = await start({ amount: 20_000 })
  await approve(task, 'officer', 'alice')
  for (const [by, why] of [
    ['nobody-knows', 'Mambu has no user nobody-knows'],
    ['lou', 'lou is not active in Mambu'],
    ['pat', 'pat is no officer'],
  ] as const) {
    await approve(task, 'officer', by)
    await untilRefused(task, why)
  }
  await approve(task, 'officer', 'mia')
  await approve(task, 'manager', 'olga')
  await untilRefused(task, 'olga is no manager')
  await approve(task, 'manager', stack.mambu.addUser('mallory').encodedKey)
  await approve(task, 'manager', 'MIA')
  await untilRefused(task, 'Mambu has no user MIA')
  await approve(task, 'manager', 'mia')
  await untilRefused(task, 'mia has approved already')
  expect(stateOf(task)).toBe('PENDING_APPROVAL')
  await approve(task, 'manager', 'sam')
  expect(await resultOf(task)).toMatchObject({ state: 'approved', votes: [{ name: 'mia' }, { name: 'sam' }] })
})

test('a rejection at any level rejects the loan in Mambu', async () => {
  const task = await start({ amount: 20_000 })
  await approve(task, 'officer', 'otto')
  await decide(task, 'manager', { by: 'mia', decision: 'reject', comment: 'too much for one' })
  expect(await resultOf(task)).toMatchObject({
    state: 'rejected',
    reason: 'too much for one',
    rejectedBy: 'mia',
    votes: [{ name: 'otto' }],
  })
  expect(stateOf(task)).toBe('CLOSED_REJECTED')
})

test('somebody of the level may let another user decide; not the requester, nor who has approved', async () => {
  const task = await start({ amount: 20_000 })
  await approve(task, 'officer', 'olga')
  await decide(task, 'manager', { by: 'pat', decision: 'delegate', to: 'pat' })
  await untilRefused(task, 'pat is no manager')
  await decide(task, 'manager', { by: 'mia', decision: 'delegate', to: 'alice' })
  await decide(task, 'manager', { by: 'mia', decision: 'delegate', to: 'olga' })
  await untilRefused(task, 'olga has approved already')
  await decide(task, 'manager', { by: 'mia', decision: 'delegate', to: 'pat' })
  await untilRefused(task, 'mia lets pat decide as manager')
  await approve(task, 'manager', 'pat')
  expect(await resultOf(task)).toMatchObject({
    state: 'approved',
    votes: [{ name: 'olga' }, { name: 'pat' }],
  })
})

test('a loan that is changed while it waits is not approved', async () => {
  const task = await start()
  await stack.untilWaiting(task, 'Wait for the officer')
  stack.mambu.addLoan({ id: idOf(task), state: 'PENDING_APPROVAL', amount: 99_999 })
  await approve(task, 'officer', 'olga')
  expect(await resultOf(task)).toMatchObject({ state: 'rejected', rejectedBy: null })
  expect(stateOf(task)).toBe('PENDING_APPROVAL')
})

test.each<[string, Partial<NewLoan>, Partial<FourEyesApproval>, string]>([
  ['another amount', {}, { amount: '9999.98' }, 'the webhook says 9999.98'],
  ['another currency', {}, { currency: 'GBP' }, 'The account is in EUR'],
  ['a loan that is approved already', { state: 'APPROVED' }, {}, 'The account is APPROVED'],
])('%s ends as rejected by a rule, and nobody is asked', async (_, loan, more, reason) => {
  const task = await start(loan, more)
  const result = await resultOf(task)
  expect(result).toMatchObject({ state: 'rejected', rejectedBy: null, votes: [] })
  expect(result).toHaveProperty('reason', expect.stringContaining(reason))
})

test('a deposit account goes the same way', async () => {
  const id = `SA-${randomUUID()}`
  stack.mambu.addDeposit({ id, state: 'PENDING_APPROVAL' })
  const webhook = { account_type: 'deposit', account_id: id, amount: 250, currency: 'EUR' }
  const key = { 'webhook-id': randomUUID() }
  const first = await stack.send(PROCESS, webhook, key)
  expect((await stack.send(PROCESS, webhook, key)).taskId).toBe(first.taskId)
  const task = await stack.taskOf(PROCESS, { ref: id })
  stack.mambu.failNext(1, 503, { 'retry-after': '1' }, 'GET /users')
  await approve(task, 'officer', 'olga')
  expect(await resultOf(task)).toMatchObject({ state: 'approved' })
  expect(stack.mambu.findDeposit(id)?.accountState).toBe('APPROVED')
})

test('a body with a localised number is refused and kept', async () => {
  const body = { account_type: 'loan', account_id: 'LN-1', amount: '1.234,56', currency: 'EUR' }
  const sent = await stack.send(PROCESS, body, { 'webhook-id': randomUUID() })
  expect(sent.status).toBe(422)
  expect(sent.body).toContain('localised number')
})
