/** What the receiver itself and its inbox need somebody for. Pure. */
import { makeNeed, type Need, type NeedKind } from './need.ts'

export interface ReceiverFacts {
  /** Null in mode `direct`. */
  readonly inbox: {
    readonly records: number
    readonly perProcess: Readonly<Record<string, number>>
    readonly stuck: number
    /** ISO 8601; null when empty. */
    readonly oldestReceivedAt: string | null
    readonly isWritable: boolean
  } | null
  readonly forwarder: { readonly state: string; readonly reason: string | null } | null
  /** Paused processes. */
  readonly paused: readonly string[]
  /** Answers of the last five minutes, by process. */
  readonly answers: ReadonlyMap<string, { readonly p95: number | null; readonly count: number }>
  /** Deliveries that left the inbox a second, measured over the last looks; null: not known. */
  readonly drainPerSecond: number | null
}

/** A delivery is forwarded in milliseconds; what is held longer waits for something. */
const HELD_MS = { raise: 30_000, clear: 10_000 }
/** Mambu's line is 500 ms (facts of its support pages); close to it is the time to look. */
const SLOW_MS = { raise: 400, clear: 250 }
/** Fewer answers say nothing of how it is. */
const ENOUGH_ANSWERS = 20

/**
 * @param isTold which needs are told already: what was raised is cleared only well below the line it was raised at
 * @param now ms since 1970
 */
export function receiverNeeds(facts: ReceiverFacts, isTold: (id: string) => boolean, now: number): Need[] {
  return [...inboxNeeds(facts, isTold, now), ...pausedNeeds(facts), ...answerNeeds(facts, isTold)]
}

function inboxNeeds(
  { inbox, forwarder, paused, drainPerSecond }: ReceiverFacts,
  isTold: (id: string) => boolean,
  now: number,
) {
  if (inbox === null) return []
  const needs: Need[] = []
  const { records, perProcess, stuck, oldestReceivedAt, isWritable } = inbox
  const raise = (kind: NeedKind, given: Parameters<typeof makeNeed>[1]) =>
    needs.push(makeNeed(kind, { link: '/inbox', ...given }))
  if (!isWritable)
    raise('inbox_full', {
      text: 'The inbox takes no more deliveries: every webhook is answered 503',
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
  const { id } = makeNeed('held', { text: '' })
  const age = oldestReceivedAt === null ? 0 : now - Date.parse(oldestReceivedAt)
  if (held > 0 && age >= (isTold(id) ? HELD_MS.clear : HELD_MS.raise))
    raise('held', {
      text: 'Deliveries wait in the inbox for longer than they should',
      count: held,
      since: oldestReceivedAt,
      advice: tellDrain(held, drainPerSecond),
    })
  return needs
}

function tellDrain(held: number, perSecond: number | null): string {
  if (perSecond === null || perSecond <= 0)
    return 'None of them leaves it now: the page says what they wait for'
  const minutes = Math.ceil(held / perSecond / 60)
  const time = minutes <= 1 ? 'a minute' : `${minutes} minutes`
  return `At the rate of the last minute they are forwarded in about ${time}`
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
