/** A card payment over the whole path: asked and answered over HTTP, held, cleared, reversed and released in Mambu. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StandInDeposit } from '../../src/mambu/bank/deposits.ts'
import type { CardAuthorisationResult } from '../../workflows/card-authorisation/card-authorisation.ts'
import type { CardMessage } from '../../workflows/card-authorisation/card-message.ts'
import { type ProcessStack, type Sent, startProcessStack } from '../helpers/process-stack.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { authorisation, clearing, reversal } from './card-message.ts'

const PROCESS = 'card-authorisation'
const WAIT = 'Wait for a clearing or reversal'
let stack: ProcessStack
let cards = 0

beforeAll(async () => {
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: 'card-authorisation',
    processes: [PROCESS],
  })
})
afterAll(() => stack?.stop())

/** A card of an account with 500. */
function openCard(balance = 500): { card: string; account: StandInDeposit } {
  cards += 1
  const card = `card-${cards}`
  return { card, account: stack.mambu.addDeposit({ id: `CA-${cards}`, balance, cardTokens: [card] }) }
}

const send = (message: CardMessage) => stack.send(PROCESS, message)
const funding = ({ body }: Sent) => JSON.parse(body).jit_funding
const resultOf = (of: CardMessage) =>
  stack.resultOf<CardAuthorisationResult>(PROCESS, { ref: of.authorization_token })
const holdsOf = (of: CardMessage) =>
  stack.mambu.holds.filter((hold) => hold.externalReferenceId === of.authorization_token)

async function untilOpen(of: CardMessage) {
  const task = await stack.taskOf(PROCESS, { ref: of.authorization_token })
  await stack.untilWaiting(task, WAIT)
  return task
}

test('an approved payment is held, and its clearing books it and ends the hold', async () => {
  const { card, account } = openCard()
  const asked = authorisation(card)
  const answer = await send(asked)
  expect(answer.status).toBe(200)
  expect(funding(answer)).toEqual({ token: asked.token, method: 'pgfs.authorization', amount: 42.5 })
  expect(account.balances).toMatchObject({ totalBalance: 500, holdBalance: 42.5 })

  // The repeat gets the same answer, and holds nothing more.
  const again = await send(asked)
  expect([again.status, again.body]).toEqual([answer.status, answer.body])
  await untilOpen(asked)
  const cleared = clearing(asked)
  expect((await send(cleared)).status).toBeLessThan(300)
  expect((await send(cleared)).status).toBeLessThan(300)
  expect(await resultOf(asked)).toMatchObject({
    decision: 'approved',
    reason: null,
    hold: 'settled',
    cleared: '42.5',
  })
  expect(holdsOf(asked).map(({ status }) => status)).toEqual(['SETTLED'])
  expect(account.balances).toMatchObject({ totalBalance: 457.5, holdBalance: 0 })
})

test('what the rules or the account refuse is denied with 402, and nothing is held', async () => {
  const { card, account } = openCard(10)
  const denials: [Partial<CardMessage>, string][] = [
    [{ amount: '1000.01' }, 'AMOUNT_LIMIT_EXCEEDED'],
    [{ currency_code: 'XTS' }, 'CURRENCY_NOT_SUPPORTED'],
    [{ amount: '10.01' }, 'INSUFFICIENT_FUNDS'],
    [{ card_token: 'no-such-card' }, 'REFUSED_BY_ACCOUNT'],
  ]
  const answers = await Promise.all(denials.map(([more]) => send(authorisation(card, more))))
  expect(answers.map(({ status }) => status)).toEqual([402, 402, 402, 402])
  expect(answers.map((answer) => funding(answer).decline_reason)).toEqual(denials.map(([, reason]) => reason))
  expect(account.balances).toMatchObject({ totalBalance: 10, holdBalance: 0 })
})

test('several clearings, at once, are each booked once; the last one releases the rest', async () => {
  const { card, account } = openCard()
  const asked = authorisation(card, { amount: '100.00' })
  await send(asked)
  await untilOpen(asked)
  await Promise.all([
    send(clearing(asked, { amount: '30.10', final: false })),
    send(clearing(asked, { amount: 20.2, final: false })),
  ])
  await waitFor('both are booked', () => account.balances.totalBalance === 449.7)
  expect(account.balances.holdBalance).toBe(49.7)
  await send(clearing(asked, { amount: '9.70' }))
  expect(await resultOf(asked)).toMatchObject({ hold: 'settled', cleared: '60' })
  expect(account.balances).toMatchObject({ totalBalance: 440, holdBalance: 0, availableBalance: 440 })
})

test('a clearing that comes while the last one is still being booked is booked too', async () => {
  const { card, account } = openCard()
  const asked = authorisation(card)
  await send(asked)
  const task = await untilOpen(asked)
  const release = stack.mambu.holdNextPost()
  const signals = async () =>
    ((await task.fetchHistory()).events ?? []).filter(
      (event) => event.workflowExecutionSignaledEventAttributes,
    )
  await send(clearing(asked))
  await waitFor('it is being booked', async () =>
    (await stack.traceOf(task)).some(
      ({ node, state }) => node === 'Post the clearing' && state === 'running',
    ),
  )
  await send(clearing(asked, { amount: 7 }))
  await send(reversal(asked, { amount: 1 }))
  await waitFor('the others are there', async () => (await signals()).length === 3)
  release()
  expect(await resultOf(asked)).toMatchObject({ hold: 'settled', cleared: '49.5' })
  expect(account.balances).toMatchObject({ totalBalance: 450.5, holdBalance: 0 })
})

test('a clearing over the held amount is booked in full, and one of another card is not', async () => {
  const { card, account } = openCard()
  const asked = authorisation(card, { amount: 50 })
  await send(asked)
  const task = await untilOpen(asked)
  await send(clearing(asked, { card_token: 'somebody-else', amount: 1 }))
  await waitFor('it is refused', async () =>
    (await stack.traceOf(task)).some(({ note }) => note?.includes('of another authorisation or card')),
  )
  await send(clearing(asked, { amount: '57.50' }))
  expect(await resultOf(asked)).toMatchObject({ hold: 'settled', cleared: '57.5' })
  expect(account.balances).toMatchObject({ totalBalance: 442.5, holdBalance: 0 })
})

test('a reversal in part leaves the rest held, one of the rest releases it', async () => {
  const { card, account } = openCard()
  const asked = authorisation(card, { amount: 80 })
  await send(asked)
  await untilOpen(asked)
  await send(reversal(asked, { amount: 30 }))
  await waitFor('it is smaller', () => account.balances.holdBalance === 50)
  await send(reversal(asked, { amount: 50 }))
  expect(await resultOf(asked)).toMatchObject({ hold: 'released', cleared: '0' })
  expect(account.balances).toMatchObject({ totalBalance: 500, holdBalance: 0 })
})

test('a slow Mambu does not keep the processor waiting: small payments are approved, and forced where needed', async () => {
  const { card, account } = openCard(10)
  const release = stack.mambu.holdNextPost()
  const asked = authorisation(card, { amount: 45, answer_within_ms: 1_500 })
  const before = performance.now()
  const answer = await send(asked)
  expect(performance.now() - before).toBeLessThan(8_000)
  expect(answer.status).toBe(200)
  release()
  // There is no money for it, and the bank has promised it.
  await untilOpen(asked)
  expect(account.balances.holdBalance).toBe(45)
  await send(reversal(asked))
  expect(await resultOf(asked)).toMatchObject({ decision: 'approved', reason: 'STAND_IN', hold: 'released' })
})

test('a slow Mambu: larger payments are denied, and what it held after all is released', async () => {
  const { card, account } = openCard()
  const release = stack.mambu.holdNextPost()
  const asked = authorisation(card, { amount: 400, answer_within_ms: 1_500 })
  const answer = await send(asked)
  expect(answer.status).toBe(402)
  expect(funding(answer).decline_reason).toBe('ISSUER_UNAVAILABLE')
  release()
  expect(await resultOf(asked)).toMatchObject({ decision: 'denied', reason: 'ISSUER_UNAVAILABLE' })
  expect(holdsOf(asked).map(({ status }) => status)).toEqual(['REVERSED'])
  expect(account.balances).toMatchObject({ totalBalance: 500, holdBalance: 0 })
})

test('a Mambu that is down and back, or whose answer is lost, holds and books once', async () => {
  const { card, account } = openCard()
  stack.mambu.failNext(1, 0, {}, `POST /cards/${card}/authorizationholds`)
  const asked = authorisation(card)
  expect((await send(asked)).status).toBe(200)
  await untilOpen(asked)
  expect(holdsOf(asked)).toHaveLength(1)
  stack.mambu.failNext(2, 503, {}, `POST /cards/${card}/financialtransactions`)
  stack.mambu.failNext(1, 0, {}, `POST /cards/${card}/financialtransactions`)
  await send(clearing(asked))
  expect(await resultOf(asked)).toMatchObject({ hold: 'settled', cleared: '42.5' })
  expect(account.balances).toMatchObject({ totalBalance: 457.5, holdBalance: 0 })
})

test('a clearing without an open authorisation is booked all the same, and confirmed', async () => {
  const { card, account } = openCard(0)
  const late = clearing(authorisation(card), { amount: 12 })
  const answer = await send(late)
  expect([answer.status, answer.body]).toEqual([200, '{"received":true}'])
  expect(await resultOf(late)).toMatchObject({ decision: 'none', hold: 'none', cleared: '12' })
  expect(account.balances.totalBalance).toBe(-12)
})

test('two clearings without an open authorisation, at once, are both booked', async () => {
  const { card, account } = openCard(0)
  const first = clearing(authorisation(card), { amount: 12 })
  const release = stack.mambu.holdNextPost()
  await send(first)
  const task = await stack.taskOf(PROCESS, { ref: first.authorization_token })
  await send(clearing(first, { amount: 5 }))
  await waitFor('the second is there', async () =>
    ((await task.fetchHistory()).events ?? []).some(
      (event) => event.workflowExecutionSignaledEventAttributes,
    ),
  )
  release()
  expect(await resultOf(first)).toMatchObject({ decision: 'none', cleared: '17' })
  expect(account.balances.totalBalance).toBe(-17)
})

test('a clearing that Mambu refuses waits for the back office, who has it tried again', async () => {
  const { card, account } = openCard()
  const asked = authorisation(card)
  await send(asked)
  await untilOpen(asked)
  const task = await stack.taskOf(PROCESS, { ref: asked.authorization_token })
  // Said twice about an earlier one, perhaps: it must not stand for this one.
  await task.signal('resolve', 'booked')
  stack.mambu.failNext(1, 400, {}, `POST /cards/${card}/financialtransactions`)
  await send(clearing(asked))
  await stack.untilWaiting(task, 'Wait for the back office')
  await task.signal('resolve', 'perhaps')
  await task.signal('resolve', 'again')
  expect(await resultOf(asked)).toMatchObject({ hold: 'settled', cleared: '42.5' })
  expect(account.balances).toMatchObject({ totalBalance: 457.5, holdBalance: 0 })
})

test('a cancelled task gives the money free', async () => {
  const { card, account } = openCard()
  const asked = authorisation(card)
  await send(asked)
  const task = await untilOpen(asked)
  await task.cancel()
  await expect(task.result()).rejects.toThrow()
  expect(account.balances.holdBalance).toBe(0)
  expect((await task.describe()).status.name).toBe('CANCELLED')
})

test('a card check over 0 is approved and holds nothing', async () => {
  const { card } = openCard()
  const asked = authorisation(card, { amount: 0 })
  expect((await send(asked)).status).toBe(200)
  expect(await resultOf(asked)).toMatchObject({ decision: 'approved', hold: 'none', cleared: '0' })
  expect(holdsOf(asked)).toEqual([])
})
