import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MambuStandIn, startMambuStandIn } from '../../../src/mambu/bank/stand-in.ts'
import { ALICE } from '../../../src/mambu/bank/stand-in-bank.ts'
import { waitFor } from '../../helpers/wait-for.ts'

let mambu: MambuStandIn

beforeAll(async () => {
  mambu = await startMambuStandIn({ loans: [{ id: 'LN1', amount: 900 }, { id: 'LN2' }, { id: 'LN3' }] })
})

afterAll(() => mambu?.stop())

async function call(method: string, path: string, headers: Record<string, string> = {}, body?: unknown) {
  const response = await fetch(`${mambu.url}${path}`, {
    method,
    headers: { apikey: mambu.apiKey, accept: 'application/vnd.mambu.v2+json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

function disburse(loanId: string, key: string, amount: unknown) {
  return call('POST', `/loans/${loanId}/disbursement-transactions`, { 'idempotency-key': key }, { amount })
}

test('a wrong key is refused with Mambu’s error body', async () => {
  expect(await call('GET', '/loans/LN1', { apikey: 'wrong' })).toEqual({
    status: 401,
    body: { errors: [{ errorCode: 2, errorReason: 'INVALID_CREDENTIALS' }] },
  })
})

test('version 2 must be asked for', async () => {
  expect((await call('GET', '/loans/LN1', { accept: 'application/json' })).status).toBe(406)
})

test('a loan and its user can be read, others are not found', async () => {
  const loan = await call('GET', '/loans/LN1?detailsLevel=FULL')
  expect(loan.body).toMatchObject({ id: 'LN1', accountState: 'APPROVED', loanAmount: 900 })
  expect((await call('GET', `/users/${ALICE.encodedKey}`)).body).toMatchObject({ username: 'alice' })
  for (const path of ['/loans/LN9', '/users/nobody', '/clients/1'])
    expect((await call('GET', path)).status).toBe(404)
})

test('a POST needs a UUID as Idempotency-Key', async () => {
  const answer = await disburse('LN1', 'not-a-uuid', 900)
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ errorSource: 'Idempotency-Key' }] } })
})

test('the same key gives the same answer and one disbursement; the loan becomes ACTIVE', async () => {
  const key = randomUUID()
  const first = await disburse('LN1', key, 900)
  expect(first.status).toBe(201)
  expect(await disburse('LN1', key, 900)).toEqual(first)
  expect(mambu.disbursements.filter(({ loanId }) => loanId === 'LN1')).toHaveLength(1)
  expect((await call('GET', '/loans/LN1')).body).toMatchObject({ accountState: 'ACTIVE' })
  expect((await disburse('LN1', randomUUID(), 900)).status).toBe(400)
})

test('a refused request does not use up its key', async () => {
  const key = randomUUID()
  expect((await disburse('LN2', key, 1)).status).toBe(400)
  expect((await disburse('LN2', key, 12_500)).status).toBe(201)
})

test('the same key while the first still runs is no second disbursement', async () => {
  const key = randomUUID()
  const release = mambu.holdNextPost()
  const first = disburse('LN3', key, 12_500)
  // Mambu's 102 is an interim status, so no client sees an answer: the connection just ends.
  await expect(disburse('LN3', key, 12_500)).rejects.toThrow()
  expect(mambu.requests.at(-1)).toMatchObject({ status: 102, idempotencyKey: key })
  release()
  expect((await first).status).toBe(201)
  await waitFor(
    'one disbursement',
    () => mambu.disbursements.filter(({ loanId }) => loanId === 'LN3').length === 1,
  )
})

test('it fails as told, then works again', async () => {
  mambu.failNext(1, 503, { 'retry-after': '7' })
  const response = await fetch(`${mambu.url}/loans/LN1`)
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7'])
  await response.body?.cancel()
  expect((await call('GET', '/loans/LN1')).status).toBe(200)
})
