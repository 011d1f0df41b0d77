/**
 * Gives deliveries that found no room in quarantine another try, a few at a time: those that still find none are put
 * aside again. So the bound on quarantine costs nobody a delivery and needs nobody's hand.
 */
import type { Inbox } from './inbox-contract.ts'
import type { InboxLog } from './inbox-log.ts'

const EVERY_MS = 60_000
const AT_ONCE = 50

/**
 * @param options.everyMs default 60,000
 * @returns how to stop
 * @example const stop = startReleasing({ inbox, log })
 */
export function startReleasing(options: {
  readonly inbox: Pick<Inbox, 'counts' | 'stuck' | 'release'>
  readonly everyMs?: number
  readonly log?: InboxLog
}): () => void {
  const { inbox, everyMs = EVERY_MS, log } = options
  const timer = setInterval(() => {
    releaseSome(inbox).catch((error: unknown) => {
      log?.warn({ err: error }, 'deliveries put aside could not be given another try')
    })
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

async function releaseSome(inbox: Pick<Inbox, 'counts' | 'stuck' | 'release'>): Promise<void> {
  if (inbox.counts().stuck === 0) return
  const full = inbox.stuck().filter(({ reason }) => reason.code === 'quarantine_full')
  for (const { seq } of full.slice(0, AT_ONCE)) await inbox.release(seq)
}
