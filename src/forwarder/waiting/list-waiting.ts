/** What waits in the inbox, a page at a time and a piece at a time: an inbox of 50,000 must not hold up the answers. */
import { setImmediate } from 'node:timers/promises'
import type { Delivery } from '../../inbox/delivery.ts'
import type { Inbox, StuckDelivery, WaitingRecord } from '../../inbox/inbox-contract.ts'
import { processOfLane } from '../../inbox/lane-of.ts'
import type { Forwarder } from '../forwarder-contract.ts'

/** Keys read in one turn of the event loop. */
const KEYS_PER_TURN = 1_000
/** Deliveries read in one turn of it: each is opened and parsed. */
const READ_PER_TURN = 50

/** Why a delivery is still here. */
export const WAITS_FOR = ['resume', 'temporal', 'retry', 'turn', 'somebody'] as const
export type WaitsFor = (typeof WAITS_FOR)[number]

export interface WaitingDelivery {
  readonly seq: number
  readonly process: string
  /** `obj_id` of the answer. */
  readonly taskId: string
  /** What stands for it, where it is concealed. */
  readonly ref: string | null
  /** ISO 8601: when it was accepted. */
  readonly since: string
  /** In vain, since the receiver started. */
  readonly tries: number
  readonly lastError: string | null
  /**
   * `resume`: its process is paused; `temporal`: that is away or refuses everything; `retry`: its last try failed; `turn`:
   * nothing but those before it; `somebody`: Temporal refused it for good.
   */
  readonly waitsFor: WaitsFor
}

export interface WaitingParts {
  readonly inbox: Pick<Inbox, 'list' | 'get' | 'stuck'>
  readonly forwarder: Pick<Forwarder, 'status' | 'troubleOf'> | null
  isPaused(process: string): boolean
}

/**
 * One page, the oldest first.
 *
 * @param page.process only of this one
 * @param page.after only those with a higher `seq`
 * @returns `next`: `after` of the next page; null: this was the last one
 */
export async function listWaiting(
  parts: WaitingParts,
  page: { readonly process?: string | undefined; readonly after: number; readonly limit: number },
): Promise<{ readonly waiting: WaitingDelivery[]; readonly next: number | null }> {
  const { process, limit } = page
  const waiting: WaitingDelivery[] = []
  for (let { after } = page; ; await setImmediate()) {
    const records = parts.inbox.list(
      after,
      Math.min(KEYS_PER_TURN, process === undefined ? limit : KEYS_PER_TURN),
    )
    for (const record of records) {
      after = record.seq
      if (process !== undefined && processOfLane(record.lane) !== process) continue
      const delivery = parts.inbox.get(record)
      if (delivery !== null) waiting.push(viewWaiting(parts, record, delivery))
      if (waiting.length >= limit) return { waiting, next: after }
      if (waiting.length % READ_PER_TURN === READ_PER_TURN - 1) await setImmediate()
    }
    if (records.length === 0) return { waiting, next: null }
  }
}

export interface Wanted {
  /** obj_id, ref or delivery key; whole. */
  readonly text: string
  readonly process?: string | undefined
}

/**
 * Looks through all that is here for a delivery. It opens one after the other, so it takes a while where many wait.
 *
 * @param most ends when so many are found
 * @param inTurn does a piece of the work: one that leaves the event loop to others in between
 */
export async function findWaiting(
  parts: WaitingParts,
  wanted: Wanted,
  most: number,
  inTurn: <Result>(work: () => Result) => Promise<Result>,
): Promise<WaitingDelivery[]> {
  const found: WaitingDelivery[] = []
  const fits = (delivery: Delivery) =>
    (wanted.process === undefined || delivery.process === wanted.process) && isAbout(delivery, wanted.text)
  for (let after = 0; ; ) {
    const aside = await inTurn(() => parts.inbox.stuck(READ_PER_TURN, after))
    for (const one of aside) if (fits(one.delivery)) found.push(viewStuck(one))
    const last = aside.at(-1)
    if (last === undefined) break
    after = last.seq
  }
  // The lane of most tells what they are about, and keys are read fast; where one is found so, no other is opened.
  for (const isOpened of [false, true]) {
    for (let after = 0; found.length < most; ) {
      const records = await inTurn(() => parts.inbox.list(after, KEYS_PER_TURN))
      if (records.length === 0) break
      const candidates = records.filter(
        ({ lane }) =>
          (wanted.process === undefined || processOfLane(lane) === wanted.process) &&
          (isOpened || lane.slice(lane.indexOf('/') + 3) === wanted.text),
      )
      for (let at = 0; at < candidates.length; at += READ_PER_TURN) {
        await inTurn(() => {
          for (const record of candidates.slice(at, at + READ_PER_TURN)) {
            const delivery = parts.inbox.get(record)
            if (delivery !== null && fits(delivery)) found.push(viewWaiting(parts, record, delivery))
          }
        })
      }
      after = records.at(-1)?.seq ?? after
    }
    if (found.length > 0) break
  }
  return found.slice(0, most)
}

function isAbout({ taskId, identity, ref, refInId, key }: Delivery, text: string): boolean {
  return taskId === text || identity === text || ref === text || refInId === text || key === text
}

function viewWaiting(
  { forwarder, isPaused }: WaitingParts,
  record: WaitingRecord,
  delivery: Delivery,
): WaitingDelivery {
  const trouble = forwarder?.troubleOf(record) ?? null
  const away = forwarder !== null && forwarder.status().state !== 'forwarding'
  const { process } = delivery
  const waitsFor = isPaused(process) ? 'resume' : away ? 'temporal' : trouble === null ? 'turn' : 'retry'
  return {
    ...aboutOf(record.seq, delivery),
    tries: trouble?.tries ?? 0,
    lastError: trouble?.reason ?? null,
    waitsFor,
  }
}

/** One that was put aside. */
export function viewStuck({ seq, reason, delivery }: StuckDelivery): WaitingDelivery {
  return {
    ...aboutOf(seq, delivery),
    tries: 1,
    lastError: `${reason.code}: ${reason.message}`,
    waitsFor: 'somebody',
  }
}

function aboutOf(seq: number, { process, taskId, ref, refInId, receivedAt }: Delivery) {
  return { seq, process, taskId, ref: refInId ?? ref, since: receivedAt }
}
