/** A card payment: approved or denied in the same exchange, held in Mambu, followed until it is cleared or reversed. */
import { CancellationScope, isCancellation } from '@temporalio/workflow'
import { addDecimals, compareDecimals } from '../../src/process/decimal.ts'
import type { Task } from '../../src/process/task.ts'
import { node, note, reply, sayOutcome, takeSignals, waitForSignal } from '../../src/workflows/nodes/index.ts'
import { askForHold, forceHold, postClearing, reduceHold, releaseHold } from './card-hold.ts'
import { type CardMessage, readCardMessage } from './card-message.ts'
import { HOLD_DAYS, judgePayment, standsIn, timeForMambu } from './card-rules.ts'

export interface CardAuthorisationResult {
  /** `none`: the message was no question, but a clearing or reversal of an authorisation that is not open. */
  readonly decision: 'approved' | 'denied' | 'none'
  /** Why it was denied; `STAND_IN`: approved without Mambu; null otherwise. */
  readonly reason: string | null
  /** What became of the hold. `none`: there was none. */
  readonly hold: 'settled' | 'released' | 'expired' | 'none'
  /** Sum of the clearings, a decimal. */
  readonly cleared: string
}

const DAY_MS = 24 * 60 * 60 * 1_000

/**
 * The process `card-authorisation`: the caller waits, and is answered 200 (approved) or 402 (denied) within its time.
 *
 * When Mambu has not answered by then, small payments are approved and others denied; what Mambu did is found out
 * afterwards and put right. After that the task stays open for clearings and reversals, which come as signals.
 *
 * @returns how it ended; the engine adds the reply to it, so that a repeat is answered the same
 * @throws ActivityFailure when Mambu stays away longer than 5 hours
 * @throws ApplicationFailure `ClearingNotBooked`
 */
export async function cardAuthorisation(task: Task<CardMessage>): Promise<CardAuthorisationResult> {
  const seen = new Set([task.data.token])
  try {
    const result = await takeLate(task, await handleMessage(task, seen), seen)
    sayOutcome(result.decision)
    return result
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => takeLate(task, null, seen))
    throw error
  }
}

/** @param seen tokens of the messages that were taken; it gets those that come */
async function handleMessage(task: Task<CardMessage>, seen: Set<string>): Promise<CardAuthorisationResult> {
  if (task.data.type !== 'authorization') return takeStray(task)
  const reason = await node('Check the limits', () => {
    const reason = judgePayment(task.data)
    note(reason ?? 'Within the limits')
    return reason
  })
  if (reason !== null) return deny(task.data, reason)
  // From the moment Mambu is asked, a cancellation must not hide whether money is held.
  const decided = await CancellationScope.nonCancellable(() => authorise(task))
  const isOver = decided.decision === 'denied' || compareDecimals(task.data.amount, 0) === 0
  return isOver ? decided : followHold(task, decided, seen)
}

async function authorise({ taskId, data, delivery }: Task<CardMessage>): Promise<CardAuthorisationResult> {
  const withinMs = timeForMambu(data, delivery.receivedAt, Date.now())
  if (withinMs === 0) return deny(data, 'TOO_LATE')
  // Merchants check a card with an amount of 0: there is nothing to hold.
  if (compareDecimals(data.amount, 0) === 0) return { ...(await approve(data, null)), hold: 'none' }
  const { inTime, settled } = await askForHold(taskId, data, withinMs)
  if (inTime?.made) return approve(data, null)
  if (inTime !== null) return deny(data, inTime.reason)

  const answered = standsIn(data) ? await approve(data, 'STAND_IN') : await deny(data, 'ISSUER_UNAVAILABLE')
  const outcome = await node('Hear from Mambu', () => settled)
  if (answered.decision === 'denied') {
    if (outcome.made) await releaseHold('Release the hold of a denied payment', taskId, data)
    return answered
  }
  if (outcome.made || (await forceHold(taskId, data)).made) return answered
  return { ...answered, hold: 'none' }
}

async function approve(
  { token, amount }: CardMessage,
  reason: string | null,
): Promise<CardAuthorisationResult> {
  const body = { jit_funding: { token, method: 'pgfs.authorization', amount } }
  await reply('Approve', { status: 200, body })
  return { decision: 'approved', reason, hold: 'settled', cleared: '0' }
}

async function deny({ token }: CardMessage, reason: string): Promise<CardAuthorisationResult> {
  const method = 'pgfs.authorization.decline'
  await reply('Deny', {
    status: 402,
    body: { jit_funding: { token, method, amount: 0, decline_reason: reason } },
  })
  return { decision: 'denied', reason, hold: 'none', cleared: '0' }
}

/** Takes clearings and reversals until nothing is held any more, or the hold expires. */
async function followHold(
  { taskId, data }: Task<CardMessage>,
  approved: CardAuthorisationResult,
  seen: Set<string>,
): Promise<CardAuthorisationResult> {
  const isHeld = approved.hold !== 'none'
  const until = Date.now() + HOLD_DAYS * DAY_MS
  let open = addDecimals(data.amount, 0)
  let cleared = '0'
  const end = (hold: CardAuthorisationResult['hold']) => ({
    ...approved,
    hold: isHeld ? hold : ('none' as const),
    cleared,
  })
  try {
    for (;;) {
      const message = await waitForSignal<CardMessage>('Wait for a clearing or reversal', {
        signal: 'delivery',
        timeoutMs: Math.max(0, until - Date.now()),
        read: (payload) => readCardMessage(payload, data, seen),
      })
      if (message === null) {
        if (isHeld) await releaseHold('Release the expired hold', taskId, data)
        return end('expired')
      }
      seen.add(message.token)
      const left = addDecimals(open, `-${addDecimals(message.amount, 0)}`)
      const isRest = compareDecimals(left, 0) <= 0
      // Begun is finished: money must not stand between a smaller hold and its clearing.
      await CancellationScope.nonCancellable(async () => {
        if (message.type === 'authorization.reversal') {
          if (isHeld && !isRest) await reduceHold(taskId, message)
          if (isHeld && isRest) await releaseHold('Release the reversed hold', taskId, data)
          return
        }
        const settles = message.final !== false || isRest
        if (isHeld && !settles) await reduceHold(taskId, message)
        await postClearing('Post the clearing', taskId, message, isHeld && settles)
        cleared = addDecimals(cleared, message.amount)
        if (isHeld && settles && !isRest) await releaseHold('Release the rest', taskId, data)
      })
      if (message.type === 'authorization.clearing' && message.final !== false) return end('settled')
      if (isRest) return end(cleared === '0' ? 'released' : 'settled')
      open = left
    }
  } catch (error) {
    if (isCancellation(error) && isHeld)
      await CancellationScope.nonCancellable(() =>
        releaseHold('Release the hold of a cancelled task', taskId, data),
      )
    throw error
  }
}

/**
 * Messages that came while the last one was seen to: nobody else would hear of them. What they were about is over, so a
 * clearing is booked without a hold, and a reversal has nothing to take back.
 */
async function takeLate<R extends CardAuthorisationResult | null>(
  { taskId, data }: Task<CardMessage>,
  result: R,
  seen: Set<string>,
): Promise<R> {
  let cleared = result?.cleared ?? '0'
  for (;;) {
    const late = takeSignals('delivery', (payload) => readCardMessage(payload, data, seen))
    if (late.length === 0) return result && { ...result, cleared }
    for (const message of late) {
      if (seen.has(message.token) || message.type !== 'authorization.clearing') continue
      seen.add(message.token)
      await CancellationScope.nonCancellable(() =>
        postClearing('Post a clearing without authorisation', taskId, message, false),
      )
      cleared = addDecimals(cleared, message.amount)
    }
  }
}

/** A clearing or reversal whose authorisation is not open (any more): a clearing is booked all the same. */
async function takeStray({ taskId, data }: Task<CardMessage>): Promise<CardAuthorisationResult> {
  await reply('Confirm', { body: { received: true } })
  const result = { decision: 'none', reason: null, hold: 'none' } as const
  if (data.type === 'authorization.reversal') return { ...result, cleared: '0' }
  await postClearing('Post a clearing without authorisation', taskId, data, false)
  return { ...result, cleared: addDecimals(data.amount, 0) }
}
