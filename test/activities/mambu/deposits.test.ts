import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenMambu, openMambu } from './open-mambu.ts'

let open: OpenMambu

beforeAll(async () => {
  open = await openMambu()
})
afterAll(() => open?.mambu.stop())

const balances = async (id: string) => (await open.call.getDeposit(id))?.balances

test('an account is created, approved, and active with its first money', async () => {
  const { call, write } = open
  const input = { ...write('Open'), name: 'Savings', holderKey: 'c1', productTypeKey: 'p1', currency: 'GBP' }
  const account = await call.createDeposit({ ...input, custom: { _IBAN: { iban: 'GB1' } } })
  expect(account).toMatchObject({
    state: 'PENDING_APPROVAL',
    currency: 'GBP',
    holderKey: 'c1',
    custom: { _IBAN: { iban: 'GB1' } },
  })
  const { id: depositId } = account
  await call.changeDepositState({ ...write('Approve'), depositId, action: 'APPROVE' })
  await call.depositMoney({ ...write('Fund'), depositId, amount: 20 })
  expect(await call.getDeposit(depositId)).toMatchObject({
    state: 'ACTIVE',
    balances: { total: 20, available: 20 },
  })
  await call.patchDeposit({ ...write('Link'), depositId, custom: { _IBAN: { iban: 'GB2' } } })
  expect(await call.getDeposit(depositId)).toMatchObject({ custom: { _IBAN: { iban: 'GB2' } } })
  const found = await call.searchDeposits({
    filters: [{ field: '_IBAN.iban', operator: 'EQUALS', value: 'GB2' }],
  })
  expect(found).toMatchObject({ items: [{ id: depositId }], total: 1, nextOffset: null })
})

test('money moves between accounts and never below what is available', async () => {
  const { mambu, call, write, failureOf } = open
  mambu.addDeposit({ id: 'D1', balance: 100 })
  mambu.addDeposit({ id: 'D2' })
  await call.transferMoney({ ...write('Move'), depositId: 'D1', toAccountId: 'D2', amount: 30 })
  expect([(await balances('D1'))?.total, (await balances('D2'))?.total]).toEqual([70, 30])
  const paid = await call.withdrawMoney({ ...write('Pay'), depositId: 'D2', amount: 10 })
  await call.adjustDepositTransaction({ ...write('Undo'), transactionId: paid.key })
  expect((await balances('D2'))?.total).toBe(30)
  expect((await call.getDepositTransaction(paid.key))?.adjustedBy).toMatch(/^[0-9a-f]{32}$/)
  const tooMuch = call.withdrawMoney({ ...write('Pay'), depositId: 'D2', amount: 31 })
  expect((await failureOf(tooMuch)).message).toContain('AVAILABLE_BALANCE_BELOW_ZERO')
  expect(await call.listDepositTransactions({ depositId: 'D2' })).toMatchObject({ total: 3 })
})

test('a hold of an account takes from what is available until it is settled or reversed', async () => {
  const { mambu, call, write } = open
  mambu.addDeposit({ id: 'D3', balance: 100 })
  const place = { depositId: 'D3' } as const
  const hold = { ...place, reference: 'H1' }
  await call.createHold({ ...write('Hold'), ...hold, amount: 40, currency: 'EUR' })
  await call.increaseHold({ ...write('More'), ...hold, amount: 10 })
  await call.decreaseHold({ ...write('Less'), ...hold, amount: 20 })
  expect(await call.getHold(hold)).toMatchObject({ amount: 30, state: 'PENDING' })
  expect(await balances('D3')).toMatchObject({ total: 100, available: 70, held: 30 })
  await call.withdrawMoney({ ...write('Settle'), depositId: 'D3', amount: 25, holdReference: 'H1' })
  expect(await call.getHold(hold)).toMatchObject({ state: 'SETTLED' })
  expect(await balances('D3')).toMatchObject({ total: 75, available: 75, held: 0 })
})

test('a reversal that is retried is done, one of a settled hold is refused', async () => {
  const { mambu, call, write, failureOf } = open
  mambu.addDeposit({ id: 'D4', balance: 100 })
  const first = { ...write('Reverse'), depositId: 'D4', reference: 'H2' }
  await call.createHold({ ...first, node: 'Hold', amount: 40, currency: 'EUR' })
  await call.reverseHold(first)
  await call.reverseHold(first)
  expect(await balances('D4')).toMatchObject({ available: 100, held: 0 })
  const second = { ...first, reference: 'H3' }
  await call.createHold({ ...second, node: 'Hold 2', amount: 40, currency: 'EUR' })
  await call.withdrawMoney({ ...write('Settle'), depositId: 'D4', amount: 40, holdReference: 'H3' })
  expect((await failureOf(call.reverseHold(second))).message).toContain('INVALID_AUTHORIZATION_HOLD_STATE')
})

test('a card: hold, clearing for another amount, and money back', async () => {
  const { mambu, call, write, failureOf } = open
  mambu.addDeposit({ id: 'D5', balance: 100, cardTokens: ['card-5'] })
  const place = { cardToken: 'card-5' } as const
  await call.createHold({ ...write('Hold'), ...place, reference: 'A1', amount: 50, currency: 'EUR' })
  const tooMuch = { ...write('Hold'), ...place, reference: 'A2', amount: 51, currency: 'EUR' }
  expect((await failureOf(call.createHold(tooMuch))).message).toContain('AVAILABLE_BALANCE_BELOW_ZERO')
  const clearing = {
    ...write('Clear'),
    ...place,
    reference: 'T1',
    holdReference: 'A1',
    amount: 52,
    currency: 'EUR',
    channelId: 'cards',
  }
  const paid = await call.payByCard(clearing)
  expect(await call.payByCard(clearing)).toEqual(paid)
  expect(await call.getHold({ ...place, reference: 'A1' })).toMatchObject({ state: 'SETTLED' })
  expect(await balances('D5')).toMatchObject({ total: 48, available: 48, held: 0 })
  const back = {
    ...write('Back'),
    ...place,
    reference: 'T1',
    reversalReference: 'R1',
    amount: 52,
    currency: 'EUR',
  }
  await call.reverseCardPayment(back)
  await call.reverseCardPayment(back)
  expect(await balances('D5')).toMatchObject({ total: 100, available: 100 })
  expect(await call.getHold({ ...place, reference: 'none' })).toBeNull()
})

test('blocked money is not available, and unblocking can be repeated', async () => {
  const { mambu, call, write } = open
  mambu.addDeposit({ id: 'D6', balance: 100 })
  const block = { ...write('Block'), depositId: 'D6', reference: 'B1' }
  expect(await call.blockMoney({ ...block, amount: 60 })).toMatchObject({ state: 'PENDING', amount: 60 })
  expect(await balances('D6')).toMatchObject({ available: 40, blocked: 60 })
  await call.unblockMoney(block)
  await call.unblockMoney(block)
  expect(await balances('D6')).toMatchObject({ available: 100, blocked: 0 })
})
