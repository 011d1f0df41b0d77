/** loan-disbursement over the full path: webhook in, Mambu and the bank called, the bank's call-back, result. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadStartNodes } from '../../src/project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../../src/project/project.ts'
import type { LoanDisbursementResult } from '../../workflows/loan-disbursement/loan-disbursement.ts'
import { type BankStandIn, startBankStandIn } from '../helpers/bank-stand-in.ts'
import { type Booking, bookDisbursement } from '../helpers/book-disbursement.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from '../workflows/make-task.ts'

const PROCESS = 'loan-disbursement'
let bank: BankStandIn
let stack: ProcessStack

beforeAll(async () => {
  bank = await startBankStandIn()
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: PROCESS,
    processes: [PROCESS],
    variables: { bank: { url: bank.url, token: bank.token } },
  })
})

afterAll(async () => {
  await stack?.stop()
  await bank?.stop()
})

const book = (loan: Parameters<typeof bookDisbursement>[1] = {}) => bookDisbursement(stack.mambu, loan)

async function send(booking: Booking, more: object = {}): Promise<void> {
  const sent = await stack.send(
    PROCESS,
    { ...booking.webhook, ...more },
    {
      'x-notifications-idempotency-key': randomUUID(),
    },
  )
  expect(sent.status, sent.body).toBe(200)
}

const resultOf = ({ ref }: Booking) => stack.resultOf<LoanDisbursementResult>(PROCESS, { ref })
const messagesAbout = ({ loan }: Booking) =>
  stack.mambu.tasks.filter(({ body }) => body.taskLinkKey === loan.encodedKey).map(({ body }) => body.title)
const reversals = ({ key }: Booking) =>
  stack.mambu.requests.filter(
    ({ path, status }) => path === `/loans/transactions/${key}:adjust` && status < 300,
  )

/** Until the task waits for the bank. */
async function untilPaid(booking: Booking): Promise<void> {
  await stack.untilWaiting(await stack.taskOf(PROCESS, { ref: booking.ref }), 'Wait for settlement')
}

test('a disbursement is paid once, and noted when it settled; repeats of the webhook start and pay nothing', async () => {
  const booking = await book()
  await send(booking)
  await send(booking)
  await untilPaid(booking)
  expect(bank.payments.get(booking.key)?.body).toMatchObject({
    reference: booking.key,
    amount: '12500',
    currency: 'EUR',
    scheme: 'SCT_INST',
    creditor: { name: 'Jördis Ångström', iban: 'AT611904300234573201' },
  })
  expect(await bank.callBack(booking.key, 'OutboundHeldTransaction')).toBe(200)
  expect(await bank.callBack(booking.key, 'TransactionSettled')).toBe(200)
  expect(await resultOf(booking)).toEqual({
    state: 'settled',
    loanId: booking.loan.id,
    scheme: 'SCT_INST',
    noted: true,
  })
  expect(stack.mambu.findLoan(booking.loan.id)).toMatchObject({
    _Payout: { status: 'SETTLED', reference: booking.key },
  })
  // A resend by hand, days later: another delivery key, the same transaction
  const task = await stack.taskOf(PROCESS, { ref: booking.ref })
  const { runId } = await task.describe()
  await send(booking)
  const other = await book()
  await send(other)
  await untilPaid(other)
  await bank.callBack(other.key, 'TransactionSettled')
  await resultOf(other)
  expect((await task.describe()).runId).toBe(runId)
  expect(bank.requests.filter((line) => line.startsWith('POST /payments 201')).length).toBe(
    bank.payments.size,
  )
  expect(reversals(booking)).toEqual([])
})

test('the amount may be a number or a text; GBP above a million goes by CHAPS', async () => {
  const booking = await book({ amount: 1_000_000.01, currency: 'GBP' })
  await send(booking, { amount: 1_000_000.01 })
  await untilPaid(booking)
  expect(bank.payments.get(booking.key)?.body).toMatchObject({ scheme: 'CHAPS', amount: '1000000.01' })
  await bank.callBack(booking.key, 'TransactionSettled')
  expect(await resultOf(booking)).toMatchObject({ state: 'settled', scheme: 'CHAPS' })
})

test('what the bank rejects is reversed once in Mambu, and the user in charge is told', async () => {
  const booking = await book()
  await send(booking)
  await untilPaid(booking)
  await bank.callBack(booking.key, 'TransactionRejected', { reason: 'Account closed' })
  expect(await resultOf(booking)).toMatchObject({
    state: 'rejected',
    reason: 'Account closed',
    reversed: true,
    notified: true,
  })
  expect(reversals(booking)).toHaveLength(1)
  expect(stack.mambu.findLoan(booking.loan.id)?.accountState).toBe('APPROVED')
  expect(messagesAbout(booking)).toEqual([`Loan ${booking.loan.id} was not paid out`])
})

test.each<[string, Parameters<typeof bookDisbursement>[1], string]>([
  ['a currency that is not paid out', { currency: 'XTS' }, 'XTS is not paid out'],
  ['an amount over every scheme', { amount: 10_000_000.01 }, 'over the limit'],
  ['a loan without an IBAN', { custom: {} }, 'no IBAN'],
  [
    'a mistyped IBAN',
    { custom: { _Payout: { iban: 'AT611904300234573210' } } },
    'The IBAN of the loan is wrong',
  ],
])('%s is never sent to the bank, and reversed', async (_, loan, reason) => {
  const booking = await book(loan)
  await send(booking)
  const result = await resultOf(booking)
  expect(result).toMatchObject({ state: 'rejected', reversed: true, notified: true })
  expect(result).toHaveProperty('reason', expect.stringContaining(reason))
  expect(bank.payments.has(booking.key)).toBe(false)
})

test.each<[string, object, string]>([
  ['another amount', { amount: '12499.99' }, 'the webhook says 12499.99'],
  ['another currency', { currency: 'GBP' }, 'The loan is in EUR'],
  ['a loan that Mambu does not have', { loan_id: 'LN-GONE' }, 'Mambu has no loan LN-GONE'],
])('a webhook with %s than Mambu pays nothing and reverses nothing', async (_, more, reason) => {
  const booking = await book()
  await send(booking, more)
  const result = await resultOf(booking)
  expect(result).toMatchObject({ state: 'rejected', reversed: false })
  expect(result).toHaveProperty('reason', expect.stringContaining(reason))
  expect(bank.payments.has(booking.key)).toBe(false)
  expect(stack.mambu.findLoan(booking.loan.id)?.accountState).toBe('ACTIVE')
})

test('a payment that the bank refuses at once is reversed; nothing of its answer but the code is told', async () => {
  const booking = await book()
  bank.failNext(1, 422)
  await send(booking)
  expect(await resultOf(booking)).toMatchObject({
    state: 'rejected',
    reason: 'The bank refused the payment (422)',
    reversed: true,
  })
})

test('a bank that took the payment and refuses its repeat has taken it: nothing is reversed', async () => {
  const booking = await book()
  bank.failNext(1, 0)
  bank.failNext(1, 422)
  await send(booking)
  await untilPaid(booking)
  await bank.callBack(booking.key, 'TransactionSettled')
  expect(await resultOf(booking)).toMatchObject({ state: 'settled' })
  expect(reversals(booking)).toEqual([])
})

test('a lost answer of the bank and a Mambu that is away for a while pay once and end well', async () => {
  const booking = await book()
  bank.failNext(1, 0)
  stack.mambu.failNext(2, 503, { 'retry-after': '1' }, 'GET /loans')
  await send(booking)
  await untilPaid(booking)
  stack.mambu.failNext(1, 0, {}, 'PATCH /loans')
  await bank.callBack(booking.key, 'TransactionSettled')
  expect(await resultOf(booking)).toMatchObject({ state: 'settled', noted: true })
  expect(bank.payments.get(booking.key)?.status).toBe('SETTLED')
})

test('a callback about another payment or with nonsense is refused, and the task waits on', async () => {
  const booking = await book()
  await send(booking)
  await untilPaid(booking)
  expect(await bank.callBack(booking.key, 'TransactionSettled', { reference: 'another' })).toBe(200)
  expect(await bank.callBack(booking.key, 'Nonsense')).toBe(200)
  const task = await stack.taskOf(PROCESS, { ref: booking.ref })
  await waitFor('both are refused', async () =>
    (await stack.traceOf(task)).at(-1)?.note?.includes('refused 2'),
  )
  await bank.callBack(booking.key, 'TransactionSettled', { n: 2 })
  expect(await resultOf(booking)).toMatchObject({ state: 'settled' })
})

test('a cancelled task recalls the payment and reverses the disbursement before it ends', async () => {
  const booking = await book()
  await send(booking)
  await untilPaid(booking)
  await (await stack.taskOf(PROCESS, { ref: booking.ref })).cancel()
  await expect(resultOf(booking)).rejects.toThrow('Workflow execution cancelled')
  expect(bank.payments.get(booking.key)?.status).toBe('CANCELLED')
  expect(reversals(booking)).toHaveLength(1)
  expect(messagesAbout(booking)).toHaveLength(1)
})

test('a customer named like a reference to the token of the bank is not paid with it', async () => {
  const name = '{{env_var[@bank].token}}'
  const holder = stack.mambu.addClient({ id: `CL-${randomUUID()}`, firstName: name, lastName: 'Ångström' })
  const booking = await book({ holderKey: holder.encodedKey })
  await send(booking)
  await untilPaid(booking)
  expect(bank.payments.get(booking.key)?.body.creditor).toMatchObject({ name: `${name} Ångström` })
  await bank.callBack(booking.key, 'TransactionSettled')
  expect(await resultOf(booking)).toMatchObject({ state: 'settled' })
})

test('a task that is reset to its payment sends it with the same key and ends as before', async () => {
  const booking = await book()
  await send(booking)
  await untilPaid(booking)
  await bank.callBack(booking.key, 'TransactionSettled')
  await resultOf(booking)
  const task = await stack.taskOf(PROCESS, { ref: booking.ref })
  const { runId } = await task.describe()
  const { events } = await task.fetchHistory()
  const paid = events?.find(
    ({ activityTaskScheduledEventAttributes: to }) => to?.activityType?.name === 'apiCall',
  )
  await stack.client.workflowService.resetWorkflowExecution({
    namespace: PROCESS,
    workflowExecution: { workflowId: task.workflowId, runId },
    workflowTaskFinishEventId:
      paid?.activityTaskScheduledEventAttributes?.workflowTaskCompletedEventId ?? null,
    reason: 'a test',
    requestId: randomUUID(),
  })
  expect(await resultOf(booking)).toMatchObject({ state: 'settled' })
  expect((await task.describe()).runId).not.toBe(runId)
  const { keys = [] } = bank.payments.get(booking.key) ?? {}
  expect(keys).toHaveLength(2)
  expect(new Set(keys).size).toBe(1)
  expect(reversals(booking)).toEqual([])
})

test('a task that Temporal has forgotten and starts anew pays nothing', async () => {
  const booking = await book()
  await send(booking)
  await untilPaid(booking)
  await bank.callBack(booking.key, 'TransactionSettled')
  expect(await resultOf(booking)).toMatchObject({ state: 'settled', noted: true })
  const before = bank.requests.length
  // As after the retention of the namespace, when the id is free again
  const result = await stack.client.workflow.execute('loanDisbursement', {
    workflowId: `${PROCESS}/forgotten/${booking.ref}`,
    taskQueue: stack.taskQueue,
    args: [makeTask(PROCESS, booking.webhook, booking.ref)],
  })
  expect(result).toMatchObject({ state: 'rejected', reversed: false, notified: false })
  expect(bank.requests.slice(before)).toEqual([])
})

test('the token of the bank is in no history', async () => {
  const booking = await book()
  await send(booking)
  await untilPaid(booking)
  await bank.callBack(booking.key, 'TransactionSettled')
  await resultOf(booking)
  const task = await stack.taskOf(PROCESS, { ref: booking.ref })
  const payloads = Buffer.from(JSON.stringify(await task.fetchHistory())).toString('latin1')
  const data = [...payloads.matchAll(/"data":"([^"]+)"/g)].map(([, text]) =>
    Buffer.from(text as string, 'base64'),
  )
  expect(data.length).toBeGreaterThan(5)
  expect(Buffer.concat(data).toString()).not.toContain(bank.token)
  expect(Buffer.concat(data).toString()).not.toMatch(/api\/1\/json\/callback|bank_internal/)
})

test('the example body is taken by the Start node', async () => {
  const example = await import('../../workflows/loan-disbursement/loan-disbursement.example.json', {
    with: { type: 'json' },
  })
  const startNode = (await loadStartNodes(WORKFLOWS_DIR)).get(PROCESS)
  expect(startNode?.input.safeParse(example.default).success).toBe(true)
})
