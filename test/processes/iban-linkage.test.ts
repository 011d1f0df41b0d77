/** A deposit account gets its IBAN over the whole path: webhook, bank with callback, Mambu. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ALICE } from '../../src/mambu/bank/stand-in-bank.ts'
import type { IbanLinkageResult } from '../../workflows/iban-linkage/iban-linkage.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { CREATED, startVirtualAccountBank, type VirtualAccountBank } from '../helpers/virtual-account-bank.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'iban-linkage'
const WAIT = 'Wait for the virtual account'
let bank: VirtualAccountBank
let stack: ProcessStack
let accounts = 0

beforeAll(async () => {
  bank = await startVirtualAccountBank()
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: 'iban-linkage',
    processes: [PROCESS],
    variables: { bank: { url: bank.url, token: bank.token } },
  })
})
afterAll(async () => {
  await stack?.stop()
  await bank?.stop()
})

/** A new deposit account in Mambu, by its id and key. */
function openAccount(more: object = {}): { id: string; key: string } {
  accounts += 1
  const made = { id: `SA-${accounts}`, key: `key-of-${accounts}` }
  stack.mambu.addDeposit({
    ...made,
    state: 'PENDING_APPROVAL',
    currency: 'GBP',
    assignedUserKey: ALICE.encodedKey,
    ...more,
  })
  return made
}

function send(id: string, more: object = {}, key: string = randomUUID()) {
  const body = { account_id: id, client_name: 'Ann Example', set_up: 'virtual_accounts', ...more }
  return stack.send(PROCESS, body, { 'x-notifications-idempotency-key': key })
}

const resultOf = (id: string) => stack.resultOf<IbanLinkageResult>(PROCESS, { ref: id })
const linkOf = (id: string) => stack.mambu.findDeposit(id)?._Virtual_Account
const toldAbout = (key: string) => stack.mambu.tasks.filter(({ body }) => body.taskLinkKey === key)

async function untilAsked(id: string) {
  const task = await stack.taskOf(PROCESS, { ref: id })
  await stack.untilWaiting(task, WAIT)
  return task
}

test('the bank makes an account once, and its IBAN comes to stand in Mambu', async () => {
  const { id, key } = openAccount()
  const delivery = randomUUID()
  expect((await send(id, {}, delivery)).status).toBe(200)
  await untilAsked(id)
  // A repeat, and the same event resent by hand: neither asks the bank again.
  expect((await send(id, {}, delivery)).status).toBe(200)
  expect((await send(id)).status).toBe(200)
  expect(await bank.callBack(key, { status: 'PENDING' })).toBe(200)
  expect(await bank.callBack(key, CREATED)).toBe(200)
  expect(await resultOf(id)).toEqual({
    state: 'linked',
    accountId: id,
    iban: 'GB29NWBK60161331926819',
    reason: null,
  })
  expect(linkOf(id)).toEqual({
    virtualAccountId: 'VA-77',
    iban: 'GB29NWBK60161331926819',
    sortCode: '601613',
    accountNumber: '31926819',
  })
  const asked = bank.requests.filter(({ method, body }) => method === 'POST' && body?.reference === key)
  expect(asked.map(({ body }) => [body?.owner, body?.currency])).toEqual([['Ann Example', 'GBP']])

  await send(id)
  await waitFor('the next event of it is skipped', async () => {
    const result = await resultOf(id)
    return result.state === 'skipped' && result.reason === 'It has an IBAN already'
  })
})

test('what needs no virtual account is skipped without asking the bank', async () => {
  const single = openAccount()
  const linked = openAccount({ custom: { _Virtual_Account: { iban: 'GB33BUKB20201555555555' } } })
  const closed = openAccount({ state: 'CLOSED_REJECTED' })
  await send(single.id, { set_up: 'single_account' })
  await send(linked.id)
  await send(closed.id)
  await send('SA-unknown')
  expect(await resultOf(single.id)).toMatchObject({ state: 'skipped' })
  expect(await resultOf(linked.id)).toMatchObject({ state: 'skipped', iban: 'GB33BUKB20201555555555' })
  expect(await resultOf(closed.id)).toMatchObject({ reason: 'The account is CLOSED_REJECTED' })
  expect(await resultOf('SA-unknown')).toMatchObject({ reason: 'Mambu has no account SA-unknown' })
  expect([single, linked, closed].filter(({ key }) => bank.accounts.has(key))).toEqual([])
})

test.each([
  ['fails', { status: 'FAILED', reason: 'Name screening' }, 'Name screening'],
  [
    'gives a number that is no IBAN',
    { ...CREATED, iban: 'GB28NWBK60161331926819' },
    'check digits are wrong',
  ],
  ['gives the IBAN of another account', { ...CREATED, accountNumber: '31926810' }, 'another sort code or'],
] as const)('when the bank %s, the branch is told and nothing is linked', async (_, decided, reason) => {
  const { id, key } = openAccount()
  await send(id)
  await untilAsked(id)
  expect(await bank.callBack(key, decided)).toBe(200)
  expect(await resultOf(id)).toMatchObject({ state: 'failed', iban: null })
  expect((await resultOf(id)).reason).toContain(reason)
  expect(toldAbout(key).map(({ body }) => body.title)).toEqual([`Account ${id} has no IBAN`])
  expect(linkOf(id)).toBeUndefined()
})

test('a bank that refuses the request is reported to the branch, by a comment where nobody is in charge', async () => {
  const { id, key } = openAccount({ assignedUserKey: undefined })
  bank.refuseNext(422)
  await send(id)
  expect(await resultOf(id)).toMatchObject({ state: 'failed', reason: 'The bank refused the request (422)' })
  expect(stack.mambu.comments.filter(({ body }) => body.ownerKey === key)).toHaveLength(1)
})

test('bank and Mambu may be down and come back: asked once, linked once', async () => {
  const { id, key } = openAccount()
  bank.refuseNext(503)
  stack.mambu.failNext(1, 503, {}, `GET /deposits/${id}`)
  stack.mambu.failNext(1, 0, {}, `PATCH /deposits/${id}`)
  await send(id)
  await untilAsked(id)
  await bank.callBack(key, CREATED)
  expect(await resultOf(id)).toMatchObject({ state: 'linked' })
  expect(
    bank.requests.filter(({ method, body }) => method === 'POST' && body?.reference === key),
  ).toHaveLength(1)
})

test('an account that Mambu refuses to link is closed at the bank again', async () => {
  const { id, key } = openAccount()
  stack.mambu.failNext(1, 400, {}, `PATCH /deposits/${id}`)
  await send(id)
  await untilAsked(id)
  await bank.callBack(key, CREATED)
  expect(await resultOf(id)).toMatchObject({ state: 'failed', reason: 'Mambu refused the IBAN' })
  expect(bank.accounts.get(key)).toBe('CLOSED')
  expect(toldAbout(key)).toHaveLength(1)
})

test('a cancelled task withdraws its request', async () => {
  const { id, key } = openAccount()
  await send(id)
  const task = await untilAsked(id)
  await task.cancel()
  await expect(task.result()).rejects.toThrow()
  expect(bank.accounts.get(key)).toBe('CLOSED')
})

test('no secret of the bank stands in a history', async () => {
  const { id, key } = openAccount()
  await send(id)
  const task = await untilAsked(id)
  await bank.callBack(key, CREATED)
  await task.result()
  expect(JSON.stringify(await task.fetchHistory())).not.toContain(bank.token)
})
