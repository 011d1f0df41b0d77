/** Opens the durable inbox: folder, lock, store, then what an earlier process left in it. */
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isStartnodeError, StartnodeError } from '../errors/startnode-error.ts'
import { createInbox } from './create-inbox.ts'
import { openForwardedLog } from './forwarded-log.ts'
import type { Inbox, InboxOptions } from './inbox-contract.ts'
import { lockInbox } from './lock-inbox.ts'
import { openStore } from './open-store.ts'

export type { Inbox, InboxCounts, InboxOptions, StuckDelivery, WaitingRecord } from './inbox-contract.ts'

/**
 * Opens an inbox, or makes one; what an earlier process left in it is still there.
 *
 * @throws InboxLockedError when another process has it; `inbox_unwritable` when the folder or disk does not do
 * @example const inbox = await openInbox({ dir, mapBytes: 1 << 28, maxRecords: 200_000, maxPerProcess: 100_000 })
 */
export async function openInbox(options: InboxOptions): Promise<Inbox> {
  const dir = resolve(options.dir)
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    const unlock = await lockInbox(dir)
    try {
      const { keepForwarded: keep, log } = options
      const forwarded = keep && keep.forMs > 0 ? await openForwardedLog(dir, keep, log) : null
      return createInbox(options, await openStore(dir, options.mapBytes), forwarded, unlock)
    } catch (error) {
      await unlock()
      throw error
    }
  } catch (error) {
    if (isStartnodeError(error)) throw error
    throw new StartnodeError(
      'inbox_unwritable',
      `The inbox ${dir} can not be used: ${(error as Error).message}`,
      { cause: error },
    )
  }
}
