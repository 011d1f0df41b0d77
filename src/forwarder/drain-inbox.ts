import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { StartnodeError } from '../errors/startnode-error.ts'
import type { KeepLimits } from '../inbox/forwarded-log.ts'
import { openInbox } from '../inbox/inbox.ts'
import type { InboxLog } from '../inbox/inbox-log.ts'
import { STORE_FILE } from '../inbox/open-store.ts'
import type { Encryption } from '../keys/encryption-keys.ts'
import type { DeliveryTarget } from './deliver/delivery-target.ts'
import { startForwarder } from './forwarder.ts'

/** No delivery is accepted here, so the inbox needs no room beyond what it has. */
export const ANY_SIZE = {
  mapBytes: 1 << 24,
  maxRecords: Number.MAX_SAFE_INTEGER,
  maxPerProcess: Number.MAX_SAFE_INTEGER,
}

/** What came of draining an inbox. */
export interface Drained {
  readonly forwarded: number
  readonly left: number
  /** Deliveries put aside in it, those of before included. */
  readonly stuck: number
  /** Set: Temporal took nothing in the end. */
  readonly away?: true
}

/**
 * Forwards what an inbox still holds, without its receiver (`startnode inbox drain <path>`).
 *
 * @param options.deadlineMs gives up after so many ms (default 60,000)
 * @throws InboxLockedError while its receiver runs; `inbox_unwritable` where there is no inbox
 */
export async function drainInbox(
  dir: string,
  target: DeliveryTarget,
  options: {
    deadlineMs?: number
    concurrency?: number
    encryption?: Encryption
    keepForwarded?: KeepLimits
    log?: InboxLog
  } = {},
): Promise<Drained> {
  if (!existsSync(join(dir, STORE_FILE)))
    throw new StartnodeError('inbox_unwritable', `There is no inbox in ${dir}`)
  const { deadlineMs = 60_000, ...more } = options
  const { encryption, keepForwarded, log } = more
  const inbox = await openInbox({
    dir,
    ...ANY_SIZE,
    ...(encryption ? { encryption } : {}),
    ...(keepForwarded ? { keepForwarded } : {}),
    ...(log ? { log } : {}),
  })
  const forwarder = startForwarder({ inbox, target, ...more })
  try {
    await forwarder.drain(deadlineMs)
  } finally {
    await forwarder.stop()
  }
  try {
    const { records, stuck } = inbox.counts()
    const { forwarded, state } = forwarder.status()
    const away = state === 'forwarding' ? {} : ({ away: true } as const)
    return { forwarded, left: records, stuck, ...away }
  } finally {
    await inbox.close()
  }
}
