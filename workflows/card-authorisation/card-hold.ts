/** The money of a card payment in Mambu, each change done once: `externalReferenceId` is the processor's token. */
import { ApplicationFailure, condition } from '@temporalio/workflow'
import { node, note, takeSignals, waitForSignal } from '../../src/workflows/nodes/index.ts'
import { mambuReads, mambuWrites } from '../mambu/mambu-calls.ts'
import { mambuRefusalOf } from '../mambu/mambu-refusal.ts'
import type { CardMessage } from './card-message.ts'
import { CARD_CHANNEL } from './card-rules.ts'

/** What Mambu says to a hold. */
export type HoldOutcome = { readonly made: true } | { readonly made: false; readonly reason: string }

export interface AskedHold {
  /** Null: Mambu had not answered in time. */
  readonly inTime: HoldOutcome | null
  /** What Mambu says in the end. */
  readonly settled: Promise<HoldOutcome>
}

const DAY_MS = 24 * 60 * 60 * 1_000
const BACK_OFFICE_MS = 5 * DAY_MS
/** Names Mambu may give to a lack of money. */
const NO_MONEY = /INSUFFICIENT|BALANCE|OVERDRAFT/

/**
 * Asks Mambu to hold the amount. It is asked once and to the end: a call given up half-way might hold money that nobody
 * knows of.
 *
 * @param withinMs how long the answer is waited for here
 */
export function askForHold(taskId: string, payment: CardMessage, withinMs: number): Promise<AskedHold> {
  return node('Hold the amount', async () => {
    const settled = createHold(taskId, payment, 'Hold the amount', false)
    const answer: { outcome: HoldOutcome | null } = { outcome: null }
    settled.then(
      (outcome) => {
        answer.outcome = outcome
      },
      // Whoever needs to know awaits `settled`.
      () => {},
    )
    await condition(() => answer.outcome !== null, withinMs)
    const { outcome } = answer
    note(outcome === null ? 'Mambu has not answered in time' : outcome.made ? 'Held' : outcome.reason)
    return { inTime: outcome, settled }
  })
}

/** For a payment that was approved without Mambu: the bank has promised the money, whatever the balance. */
export function forceHold(taskId: string, payment: CardMessage): Promise<HoldOutcome> {
  return node('Force the hold', () => createHold(taskId, payment, 'Force the hold', true))
}

async function createHold(
  taskId: string,
  payment: CardMessage,
  title: string,
  advice: boolean,
): Promise<HoldOutcome> {
  try {
    await mambuWrites.createHold({
      taskId,
      node: title,
      ...holdOf(payment),
      amount: Number(payment.amount),
      currency: payment.currency_code,
      merchant: payment.merchant,
      advice,
    })
    return { made: true }
  } catch (error) {
    const refusal = refusalOf(error)
    return { made: false, reason: NO_MONEY.test(refusal) ? 'INSUFFICIENT_FUNDS' : 'REFUSED_BY_ACCOUNT' }
  }
}

/** Makes a hold smaller, once per message. One that Mambu has expired meanwhile needs none of it. */
export function reduceHold(taskId: string, message: CardMessage): Promise<void> {
  return node('Reduce the hold', async () => {
    try {
      await mambuWrites.decreaseHold({
        taskId,
        node: `Reduce the hold ${message.token}`,
        ...holdOf(message),
        amount: Number(message.amount),
        currency: message.currency_code,
      })
    } catch (error) {
      note(refusalOf(error))
    }
  })
}

/** Releases what is still held. Mambu itself may have settled or expired the hold meanwhile. */
export function releaseHold(title: string, taskId: string, payment: CardMessage): Promise<void> {
  return node(title, async () => {
    const hold = await mambuReads.getHold(holdOf(payment))
    note(hold === null ? 'Mambu has no such hold' : `It was ${hold.state}`)
    if (hold?.state === 'PENDING') await mambuWrites.reverseHold({ taskId, node: title, ...holdOf(payment) })
  })
}

const holdOf = ({ card_token, authorization_token }: CardMessage) => ({
  cardToken: card_token,
  reference: authorization_token,
})

/**
 * Posts a clearing as an advice: it has happened, whatever the balance. One that Mambu refuses waits for the back
 * office, since the card scheme takes the money either way.
 *
 * @param settlesHold true: it ends the hold of its authorisation, if that is still pending
 * @throws ApplicationFailure `ClearingNotBooked` when nobody has seen to it in 5 days
 */
export async function postClearing(
  title: string,
  taskId: string,
  clearing: CardMessage,
  settlesHold: boolean,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const refusal = await node(title, () =>
      tryToPost(
        taskId,
        clearing,
        settlesHold,
        attempt === 1 ? clearing.token : `${clearing.token} ${attempt}`,
      ),
    )
    if (refusal === null) return
    // An answer that comes before the question was about another clearing; it must not stand for this one
    takeSignals('resolve', () => ({ refused: 'nothing was asked' }))
    const told = await waitForSignal<'again' | 'booked'>('Wait for the back office', {
      signal: 'resolve',
      timeoutMs: BACK_OFFICE_MS,
      read: (payload) =>
        payload === 'again' || payload === 'booked'
          ? { accepted: payload }
          : { refused: "it is neither 'again' nor 'booked'" },
    })
    if (told === 'booked') return
    if (told === null)
      throw ApplicationFailure.nonRetryable(
        `Mambu refused the clearing ${clearing.token}, and nobody has booked it: ${refusal}`,
        'ClearingNotBooked',
      )
  }
}

async function tryToPost(
  taskId: string,
  clearing: CardMessage,
  settlesHold: boolean,
  key: string,
): Promise<string | null> {
  try {
    // Mambu lets holds expire by rules of its own; the clearing is due all the same.
    const isHeld = settlesHold && (await mambuReads.getHold(holdOf(clearing)))?.state === 'PENDING'
    await mambuWrites.payByCard({
      taskId,
      node: `Post the clearing ${key}`,
      cardToken: clearing.card_token,
      reference: clearing.token,
      amount: Number(clearing.amount),
      currency: clearing.currency_code,
      channelId: CARD_CHANNEL,
      ...(isHeld ? { holdReference: clearing.authorization_token } : {}),
    })
    return null
  } catch (error) {
    const refusal = refusalOf(error)
    note(refusal)
    return refusal
  }
}

/** Why Mambu refused it; any other failure goes on. */
function refusalOf(error: unknown): string {
  const refusal = mambuRefusalOf(error)
  if (refusal === null) throw error
  return refusal
}
