import { afterAll, beforeAll, expect, test } from 'vitest'
import { idempotencyKeyOf } from '../../../src/mambu/client/idempotency-key.ts'
import { type OpenMambu, openMambu } from './open-mambu.ts'

let open: OpenMambu

beforeAll(async () => {
  open = await openMambu()
})
afterAll(() => open?.mambu.stop())

test('a loan is approved, disbursed, and the disbursement reversed when the bank rejects it', async () => {
  const { mambu, call, write } = open
  mambu.addLoan({ id: 'L1', state: 'PENDING_APPROVAL', amount: 900 })
  expect(await call.changeLoanState({ ...write('Approve'), loanId: 'L1', action: 'APPROVE' })).toMatchObject({
    state: 'APPROVED',
  })
  const { taskId } = write('')
  const key = await call.disburseLoan({ taskId, loanId: 'L1', amount: 900 })
  expect(await call.getLoanAccount('L1')).toMatchObject({ state: 'ACTIVE', balances: { total: 900 } })
  expect(await call.getLoanTransaction(key)).toMatchObject({
    type: 'DISBURSEMENT',
    amount: 900,
    adjustedBy: null,
  })

  const reversal = await call.adjustLoanTransaction({
    taskId,
    node: 'Reverse',
    transactionId: key,
    notes: 'rejected',
  })
  expect(reversal).toMatchObject({ type: 'DISBURSEMENT_ADJUSTMENT', notes: 'rejected' })
  expect(await call.getLoanTransaction(key)).toMatchObject({ adjustedBy: reversal.key })
  expect(await call.getLoanAccount('L1')).toMatchObject({ state: 'APPROVED', balances: { total: 0 } })
})

test('a transition that is not allowed is refused with Mambu’s reason', async () => {
  const { mambu, call, write, failureOf } = open
  mambu.addLoan({ id: 'L2' })
  const failure = await failureOf(
    call.changeLoanState({ ...write('Approve'), loanId: 'L2', action: 'APPROVE' }),
  )
  expect(failure).toMatchObject({ type: 'MambuRefused', nonRetryable: true })
  expect(failure.message).toContain('POST /loans/L2:changeState: INVALID_LOAN_ACCOUNT_STATE')
})

test('repayments end the arrears, then the loan; a retry pays nothing twice', async () => {
  const { mambu, call, write } = open
  mambu.addLoan({
    id: 'L3',
    state: 'ACTIVE_IN_ARREARS',
    amount: 100,
    daysInArrears: 12,
    balances: { principalDue: 10.1, interestBalance: 0.2, interestDue: 0.2 },
  })
  expect(await call.getLoanAccount('L3')).toMatchObject({
    daysInArrears: 12,
    balances: { total: 100.2, due: 10.3 },
  })
  const first = { ...write('Repay'), loanId: 'L3', amount: 10.3, channelId: 'bank' }
  const transaction = await call.repayLoan(first)
  expect(transaction).toMatchObject({
    type: 'REPAYMENT',
    channelId: 'bank',
    externalId: idempotencyKeyOf(first.taskId, 'Repay'),
  })
  expect(await call.repayLoan(first)).toEqual(transaction)
  expect(await call.getLoanAccount('L3')).toMatchObject({
    state: 'ACTIVE',
    daysInArrears: 0,
    balances: { total: 89.9, due: 0 },
  })
  await call.repayLoan({ ...write('Repay'), loanId: 'L3', amount: 89.9 })
  expect(await call.getLoanAccount('L3')).toMatchObject({ state: 'CLOSED', balances: { total: 0 } })
  const page = await call.listLoanTransactions({ loanId: 'L3', limit: 1 })
  expect(page).toMatchObject({ items: [{ amount: 89.9 }], total: 2, nextOffset: 1 })
})

test('after six hours Mambu has forgotten the key, and the external id still stops a second payment', async () => {
  const { mambu, call, write, failureOf } = open
  mambu.addLoan({ id: 'L4', state: 'ACTIVE', amount: 100 })
  const input = { ...write('Repay'), loanId: 'L4', amount: 10 }
  await call.repayLoan(input)
  mambu.forgetKeys()
  expect((await failureOf(call.repayLoan(input))).message).toContain('EXTERNAL_ID_ALREADY_EXISTS')
  expect(await call.getLoanAccount('L4')).toMatchObject({ balances: { total: 90 } })
})

test('fees, locks, pay-off, write-off and reschedule', async () => {
  const { mambu, call, write, failureOf } = open
  for (const id of ['L5', 'L6', 'L7']) mambu.addLoan({ id, state: 'ACTIVE', amount: 50 })
  await call.chargeLoanFee({ ...write('Fee'), loanId: 'L5', amount: 5 })
  await call.lockLoan({ ...write('Lock'), loanId: 'L5' })
  expect(await call.getLoanAccount('L5')).toMatchObject({
    subState: 'LOCKED',
    balances: { fees: 5, total: 55 },
  })
  await call.unlockLoan({ ...write('Unlock'), loanId: 'L5' })
  await call.payOffLoan({ ...write('Pay off'), loanId: 'L5' })
  expect(await call.getLoanAccount('L5')).toMatchObject({ state: 'CLOSED', balances: { total: 0 } })
  await call.writeOffLoan({ ...write('Write off'), loanId: 'L6' })
  expect(await call.getLoanAccount('L6')).toMatchObject({ state: 'CLOSED_WRITTEN_OFF' })
  const next = await call.rescheduleLoan({ ...write('Move'), loanId: 'L7', loan: { productTypeKey: 'p' } })
  expect(next).toMatchObject({ id: 'L7-R', amount: 50, state: 'PENDING_APPROVAL' })
  expect((await failureOf(call.payOffLoan({ ...write('Again'), loanId: 'L7' }))).type).toBe('MambuRefused')
})

test('a schedule can be seen before there is a loan', async () => {
  const { call } = open
  const schedule = await call.previewLoanSchedule({
    loanAmount: 100,
    scheduleSettings: { repaymentInstallments: 3 },
  })
  expect(schedule.map(({ principal }) => principal)).toEqual([33.33, 33.33, 33.34])
  expect(await call.getLoanSchedule('LNAC0503')).toHaveLength(12)
})

test('custom fields of a loan are patched, its state is not', async () => {
  const { mambu, call, write, failureOf } = open
  mambu.addLoan({ id: 'L8' })
  await call.patchLoan({ ...write('Store'), loanId: 'L8', custom: { _Payout: { reference: 'FPS-1' } } })
  expect(await call.getLoanAccount('L8')).toMatchObject({ custom: { _Payout: { reference: 'FPS-1' } } })
  const bad = call.patchLoan({ ...write('Store'), loanId: 'L8', set: { accountState: 'ACTIVE' } })
  expect((await failureOf(bad)).type).toBe('MambuRefused')
})
