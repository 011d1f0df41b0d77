/** What the receiver itself and its inbox need somebody for. Pure. */
import type { Drain } from '../forwarder/waiting/estimate-drain.ts'
import type { HeldLevel } from '../forwarder/waiting/judge-held.ts'
import type { Unusual } from '../requests/store/watch-unusual.ts'
import { makeNeed, type Need, type NeedKind } from './need.ts'

export interface ReceiverFacts {
  /** Null in mode `direct`. */
  readonly inbox: {
    readonly records: number
    readonly perProcess: Readonly<Record<string, number>>
    readonly stuck: number
    /** ISO 8601; null when empty. */
    readonly oldestReceivedAt: string | null
    /** The verdict of the page Inbox, so that both say the same. */
    readonly level: HeldLevel
    readonly drain: Drain
  } | null
  readonly forwarder: { readonly state: string; readonly reason: string | null } | null
  /** Paused processes. */
  readonly paused: readonly string[]
  /** Answers of the last five minutes, by process. */
  readonly answers: ReadonlyMap<string, { readonly p95: number | null; readonly count: number }>
  /** Repeats and keyless deliveries out of the ordinary. */
  readonly unusual: readonly Unusual[]
}

/** Mambu's line is 500 ms (facts of its support pages); close to it is the time to look. */
const SLOW_MS = { raise: 400, clear: 250 }
/** Fewer answers say nothing of how it is. */
const ENOUGH_ANSWERS = 20

/**
 * @param isTold which needs are told already: what was raised is cleared only well below the line it was raised at
 */
export function receiverNeeds(facts: ReceiverFacts, isTold: (id: string) => boolean): Need[] {
  return [...inboxNeeds(facts), ...unusualNeeds(facts), ...pausedNeeds(facts), ...answerNeeds(facts, isTold)]
}

function inboxNeeds({ inbox, forwarder, paused }: ReceiverFacts): Need[] {
  if (inbox === null) return []
  const needs: Need[] = []
  const { records, perProcess, stuck, oldestReceivedAt, level, drain } = inbox
  const raise = (kind: NeedKind, given: Parameters<typeof makeNeed>[1]) =>
    needs.push(makeNeed(kind, { link: '/inbox', ...given }))
  if (level === 'full')
    raise('inbox_full', {
      text: 'The inbox is full, or about to be: webhooks are answered 503 then',
      count: records,
      since: oldestReceivedAt,
      advice: 'Bring Temporal back, or make room: docs/operations.md, Inbox full',
    })
  if (forwarder !== null && forwarder.state !== 'forwarding') {
    const why = forwarder.reason === null ? '' : `: ${forwarder.reason}`
    raise('temporal', {
      text:
        forwarder.state === 'blocked'
          ? `Temporal does not let this receiver start tasks${why}. Webhooks are accepted all the same and wait in the inbox`
          : `Temporal is away${why}. Webhooks are accepted all the same and wait in the inbox`,
      count: records,
      since: oldestReceivedAt,
      advice: 'Bring Temporal back; nothing is lost meanwhile',
    })
  }
  if (stuck > 0)
    raise('stuck', {
      text: 'Temporal refused deliveries for good: they are put aside in the inbox',
      count: stuck,
      advice: 'See why, then release them: docs/operations.md, Stuck',
    })
  const held = Object.entries(perProcess).reduce(
    (sum, [process, count]) => sum + (paused.includes(process) ? 0 : count),
    0,
  )
  if (level === 'held' || level === 'filling')
    raise('held', {
      text:
        level === 'held' ? 'Deliveries wait in the inbox for longer than they should' : 'The inbox fills up',
      count: held,
      since: oldestReceivedAt,
      advice: tellDrain(drain),
    })
  return needs
}

function tellDrain({ seconds, unknown }: Drain): string {
  if (unknown === 'too early' || seconds === null)
    return `How long until it is empty is not known${unknown === null ? '' : `: ${unknown}`}; the page says what they wait for`
  const minutes = Math.ceil(seconds / 60)
  return `They are forwarded in about ${minutes <= 1 ? 'a minute' : `${minutes} minutes`}, at the rate of the last ones`
}

function unusualNeeds({ unusual }: ReceiverFacts): Need[] {
  return unusual.map(({ process, what, last, share, ordinary, since }) => {
    const percent = (part: number) => `${Math.round(part * 1_000) / 10} %`
    const usual = ordinary === null ? '' : `, ordinarily ${percent(ordinary)}`
    return makeNeed(what === 'repeats' ? 'repeats' : 'keyless', {
      process,
      cause: 'unusual',
      text:
        what === 'repeats'
          ? `${percent(share)} of the deliveries of ${process} came again${usual}`
          : `${percent(share)} of the deliveries of ${process} had no delivery key${usual}`,
      count: last.count,
      since: new Date(since).toISOString(),
      advice:
        what === 'repeats'
          ? 'Repeats start nothing; ask why the sender sends again: slow answers, or answers that get lost'
          : 'A retry of such a delivery is a second task: look at what changed at the sender',
      link: `/processes/${process}`,
    })
  })
}

function pausedNeeds({ paused, inbox }: ReceiverFacts): Need[] {
  return paused.map((process) =>
    makeNeed('paused', {
      process,
      text: `${process} is paused: its deliveries are accepted and wait`,
      count: inbox?.perProcess[process] ?? 0,
      advice: 'Resume it when what it waits for is there',
      link: `/processes/${process}`,
    }),
  )
}

function answerNeeds({ answers }: ReceiverFacts, isTold: (id: string) => boolean): Need[] {
  return [...answers].flatMap(([process, { p95, count }]) => {
    if (p95 === null || count < ENOUGH_ANSWERS) return []
    const need = makeNeed('answer_times', {
      process,
      text: `Answers to webhooks of ${process} take up to ${Math.round(p95)} ms: above 500 ms Mambu counts them as failed`,
      advice: 'Look at the disk of the inbox and the load of the machine: docs/operations.md',
      link: `/processes/${process}`,
    })
    return p95 >= (isTold(need.id) ? SLOW_MS.clear : SLOW_MS.raise) ? [need] : []
  })
}
