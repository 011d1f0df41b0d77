/** Looks at an inbox every few seconds, and remembers an hour: its trend, how long it takes to be empty, and the verdict. */
import type { Inbox } from '../../inbox/inbox-contract.ts'
import { countMovable } from '../count-movable.ts'
import type { Forwarder } from '../forwarder-contract.ts'
import { type Drain, estimateDrain, type InboxSample } from './estimate-drain.ts'
import { type HeldVerdict, judgeHeld } from './judge-held.ts'

const EVERY_MS = 5_000
const KEPT_MS = 3_600_000

export interface InboxWatch {
  /** The last hour, oldest first; begins when the receiver did. */
  trend(): readonly InboxSample[]
  drain(): Drain
  verdict(): HeldVerdict
  end(): void
}

/**
 * @param options.isPaused as the forwarder asks it
 * @param options.everyMs default 5,000
 * @example const watch = watchInbox({ inbox, forwarder, isPaused })
 */
export function watchInbox(options: {
  readonly inbox: Pick<Inbox, 'counts' | 'accepted' | 'fill' | 'isWritable'>
  readonly forwarder: Pick<Forwarder, 'status'>
  readonly isPaused: (process: string) => boolean
  readonly everyMs?: number
}): InboxWatch {
  const { inbox, forwarder, isPaused, everyMs = EVERY_MS } = options
  const samples: InboxSample[] = []
  let verdict: HeldVerdict | null = null

  function sample() {
    const counts = inbox.counts()
    const { records, oldestReceivedAt } = counts
    const { forwarded, state } = forwarder.status()
    const at = Date.now()
    const movable = countMovable(counts, isPaused)
    const oldestAgeMs = oldestReceivedAt === null ? 0 : Math.max(0, at - Date.parse(oldestReceivedAt))
    return { at, held: records, accepted: inbox.accepted(), forwarded, movable, oldestAgeMs, state }
  }

  function judge({ at, held, movable, oldestAgeMs }: ReturnType<typeof sample>): HeldVerdict {
    const facts = {
      at,
      records: held,
      movable,
      oldestAgeMs,
      fill: inbox.fill(),
      writable: inbox.isWritable(),
    }
    verdict = judgeHeld(verdict, facts)
    return verdict
  }

  function look(): void {
    const now = sample()
    const { at, held, accepted, forwarded } = now
    samples.push({ at, held, accepted, forwarded })
    while ((samples[0]?.at ?? at) < at - KEPT_MS) samples.shift()
    judge(now)
  }

  look()
  const timer = setInterval(look, everyMs)
  timer.unref()
  return {
    trend: () => samples,
    drain: () => estimateDrain(samples, sample()),
    verdict: () => judge(sample()),
    end: () => clearInterval(timer),
  }
}
