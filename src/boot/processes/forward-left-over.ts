/**
 * Forwards what inboxes of processes hold that there are no more: what was acknowledged there is not lost because somebody
 * started fewer of them.
 */
import { ANY_SIZE } from '../../forwarder/drain-inbox.ts'
import { startForwarder } from '../../forwarder/forwarder.ts'
import type { Forwarder, ForwarderOptions } from '../../forwarder/forwarder-contract.ts'
import { openInbox } from '../../inbox/inbox.ts'
import type { Inbox, InboxOptions } from '../../inbox/inbox-contract.ts'
import type { InboxLog } from '../../inbox/inbox-log.ts'

const LOOK_EVERY_MS = 1_000
/** Beside the forwarder of this process: they need not be fast. */
const CONCURRENCY = 8

export interface LeftOverOptions
  extends Pick<ForwarderOptions, 'target' | 'isPaused' | 'onOutcome'>,
    Pick<InboxOptions, 'encryption' | 'keepForwarded'> {
  readonly dirs: readonly string[]
  readonly log: InboxLog
}

/**
 * Each is closed once it is empty; one that another process still has is tried again.
 *
 * @returns how to stop; what is left then goes on at the next start
 */
export function forwardLeftOver(options: LeftOverOptions): { stop(): Promise<void> } {
  const stops = options.dirs.map((dir) => forwardOne(dir, options))
  return { stop: async () => void (await Promise.all(stops.map((stop) => stop()))) }
}

function forwardOne(dir: string, { dirs: _, ...options }: LeftOverOptions): () => Promise<void> {
  const { log, encryption, keepForwarded } = options
  let open: { readonly inbox: Inbox; readonly forwarder: Forwarder } | null = null
  let told = false
  let last: Promise<void> = look()
  const timer = setInterval(() => {
    last = last.then(look)
  }, LOOK_EVERY_MS)

  async function look(): Promise<void> {
    try {
      if (open === null) await begin()
      else if (open.inbox.counts().records === 0) await end()
    } catch (error) {
      if (!told)
        log.warn({ err: error, dir }, 'what an inbox of another process holds can not be forwarded yet')
      told = true
    }
  }

  async function begin(): Promise<void> {
    const inbox = await openInbox({
      ...ANY_SIZE,
      dir,
      log,
      ...(encryption ? { encryption } : {}),
      ...(keepForwarded ? { keepForwarded } : {}),
    })
    const { records } = inbox.counts()
    if (records > 0) log.info({ dir, records }, 'forwarding what an inbox of another process still holds')
    open = { inbox, forwarder: startForwarder({ inbox, concurrency: CONCURRENCY, ...options }) }
  }

  async function end(): Promise<void> {
    clearInterval(timer)
    if (open === null) return
    const { inbox, forwarder } = open
    open = null
    await forwarder.stop()
    const { stuck } = inbox.counts()
    if (stuck > 0)
      log.warn(
        { dir, stuck },
        'deliveries are put aside in an inbox that no process has: start with more of them',
      )
    await inbox.close()
  }

  return async () => {
    clearInterval(timer)
    await last
    await end()
  }
}
