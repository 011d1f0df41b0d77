/** Dunning over the whole path: three Mambu webhooks on one direct URL, a message system, Mambu. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewLoan } from '../../src/mambu/bank/loans.ts'
import type { DunningData, DunningResult } from '../../workflows/dunning/dunning.ts'
import { type OutsideSystem, startOutsideSystem } from '../helpers/outside-system.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'dunning'
const WAIT = 'Wait for a repayment'
const TOKEN = 'message-token'
let messages: OutsideSystem
let stack: ProcessStack
let loans = 0
const refusals: number[] = []

beforeAll(async () => {
  messages = await startOutsideSystem(TOKEN, () => ({ status: refusals.shift() ?? 202, body: {} }))
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: PROCESS,
    processes: [PROCESS],
    variables: { messages: { url: messages.url, token: TOKEN } },
  })
})
afterAll(async () => {
  await stack?.stop()
  await messages?.stop()
})

/** A loan that owes 300.50 by now. */
function openLoan(more: Partial<NewLoan> = {}): string {
  loans += 1
  const id = `LN-${loans}`
  stack.mambu.addLoan({
    id,
    state: 'ACTIVE_IN_ARREARS',
    amount: 5_000,
    daysInArrears: 3,
    holderKey: `holder-of-${id}`,
    balances: { principalDue: 280.1, interestDue: 20.4 },
    ...more,
  })
  return id
}

function send(event: DunningData['event'], loan_id: string, key: string = randomUUID()) {
  return stack.send(PROCESS, { event, loan_id, client_id: '' }, { 'x-notifications-idempotency-key': key })
}

/** The customer pays, and Mambu tells. */
async function repay(loanId: string, principal: number, interest = 0): Promise<void> {
  const loan = stack.mambu.findLoan(loanId)
  if (loan === undefined) throw new Error(`no loan ${loanId}`)
  loan.balances.principalDue -= principal
  loan.balances.interestDue -= interest
  expect((await send('LOAN_REPAYMENT', loanId)).status).toBe(200)
}

const resultOf = (loanId: string) => stack.resultOf<DunningResult>(PROCESS, { ref: loanId })
const noticesTo = (loanId: string) => messages.requests.filter(({ body }) => body?.loan === loanId)

async function untilWaiting(loanId: string) {
  const task = await stack.taskOf(PROCESS, { ref: loanId })
  await stack.untilWaiting(task, WAIT)
  return task
}

test('a loan in arrears gets its first notice once, and a repayment in full ends it', async () => {
  const loanId = openLoan()
  const delivery = randomUUID()
  expect((await send('ACCOUNT_IN_ARREARS', loanId, delivery)).status).toBe(200)
  await untilWaiting(loanId)
  expect((await send('ACCOUNT_IN_ARREARS', loanId, delivery)).status).toBe(200)
  // Mambu says it again on the next day: the task goes on as it is.
  expect((await send('ACCOUNT_IN_ARREARS', loanId)).status).toBe(200)
  await repay(loanId, 280.1, 20.4)
  expect(await resultOf(loanId)).toEqual({
    state: 'paid',
    loanId,
    due: '0',
    notices: ['NOTICE_1'],
    decidedBy: null,
    proved: null,
  })
  expect(noticesTo(loanId).map(({ body }) => body)).toEqual([
    {
      template: 'NOTICE_1',
      client: `holder-of-${loanId}`,
      loan: loanId,
      due: '300.5',
      currency: 'EUR',
      daysInArrears: 3,
    },
  ])
  expect(stack.mambu.findLoan(loanId)?._Dunning).toMatchObject({ level: 'NOTICE_1' })
})

test('a repayment in part does not end it, the rest does', async () => {
  const loanId = openLoan()
  await send('ACCOUNT_IN_ARREARS', loanId)
  const task = await untilWaiting(loanId)
  await repay(loanId, 100)
  await waitFor('the balance is read', async () =>
    (await stack.traceOf(task)).some(({ note }) => note === 'ACTIVE_IN_ARREARS, 200.5 EUR due'),
  )
  await repay(loanId, 180.1, 20.4)
  expect(await resultOf(loanId)).toMatchObject({ state: 'paid', notices: ['NOTICE_1'] })
  expect(noticesTo(loanId)).toHaveLength(1)
})

test('two events at once are both heard', async () => {
  const loanId = openLoan()
  await send('ACCOUNT_IN_ARREARS', loanId)
  await untilWaiting(loanId)
  await Promise.all([repay(loanId, 280.1), repay(loanId, 0, 20.4)])
  expect(await resultOf(loanId)).toMatchObject({ state: 'paid' })
})

test('repayments of loans that are not in dunning, and arrears paid meanwhile, cost no notice', async () => {
  const healthy = openLoan({ state: 'ACTIVE', balances: {} })
  await send('LOAN_REPAYMENT', healthy)
  expect(await resultOf(healthy)).toMatchObject({ state: 'not_in_dunning', due: null })
  await send('ACCOUNT_IN_ARREARS', healthy)
  await waitFor('it is paid', async () => (await resultOf(healthy)).state === 'paid')
  await send('ACCOUNT_IN_ARREARS', 'LN-unknown')
  expect(await resultOf('LN-unknown')).toMatchObject({ state: 'closed' })
  expect([...noticesTo(healthy), ...noticesTo('LN-unknown')]).toEqual([])
})

test('where Mambu takes no task for the user in charge, the word is left as a comment', async () => {
  const loanId = openLoan({ assignedUserKey: 'has-left' })
  refusals.push(400)
  stack.mambu.failNext(1, 400, {}, 'POST /tasks')
  await send('ACCOUNT_IN_ARREARS', loanId)
  await untilWaiting(loanId)
  await repay(loanId, 280.1, 20.4)
  expect(await resultOf(loanId)).toMatchObject({ state: 'paid', notices: [] })
  const texts = stack.mambu.comments.map(({ body }) => String(body.text))
  expect(texts.filter((text) => text.includes(`Loan ${loanId}: send the first notice by hand`))).toHaveLength(
    1,
  )
})

test('a promise to pay is taken down from whoever took it, nonsense is refused with a reason', async () => {
  const loanId = openLoan()
  await send('ACCOUNT_IN_ARREARS', loanId)
  const task = await untilWaiting(loanId)
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  for (const promise of [
    'soon',
    { by: 'carol', until: 'soon' },
    { by: '', until: day(5) },
    { by: 'carol', until: day(90) },
    { by: 'carol', until: '2020-01-01' },
  ])
    await task.signal('promise', promise)
  await waitFor('all are refused', async () =>
    (await stack.traceOf(task)).some(({ note }) => note?.includes('refused 5')),
  )
  await task.signal('promise', { by: 'carol', until: day(5) })
  await waitFor('it is taken down', async () =>
    (await stack.traceOf(task)).some(({ note }) => note === `Until ${day(5)}, taken by carol`),
  )
  await repay(loanId, 280.1, 20.4)
  expect(await resultOf(loanId)).toMatchObject({ state: 'paid' })
})

test('Mambu and the message system may be down and come back: one notice', async () => {
  const loanId = openLoan()
  stack.mambu.failNext(1, 503, {}, `GET /loans/${loanId}`)
  refusals.push(503)
  stack.mambu.failNext(1, 0, {}, `PATCH /loans/${loanId}`)
  await send('ACCOUNT_IN_ARREARS', loanId)
  await untilWaiting(loanId)
  expect(noticesTo(loanId)).toHaveLength(1)
  await repay(loanId, 280.1, 20.4)
  expect(await resultOf(loanId)).toMatchObject({ state: 'paid' })
})

test('a notice that can not be sent is sent by hand, and no secret stands in the history', async () => {
  const loanId = openLoan()
  refusals.push(422)
  await send('ACCOUNT_IN_ARREARS', loanId)
  const task = await untilWaiting(loanId)
  const asked = stack.mambu.tasks.filter(({ body }) => String(body.title).includes(`${loanId}: send`))
  expect(asked.map(({ body }) => body.title)).toEqual([`Loan ${loanId}: send the first notice by hand`])
  await repay(loanId, 280.1, 20.4)
  expect(await resultOf(loanId)).toMatchObject({ state: 'paid', notices: [] })
  expect(JSON.stringify(await task.fetchHistory())).not.toContain(TOKEN)
})
