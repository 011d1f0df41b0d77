import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openInbox } from '../inbox/inbox.ts'
import { lockInbox } from '../inbox/lock-inbox.ts'
import { STORE_FILE } from '../inbox/open-store.ts'
import type { DeliveryTarget } from './deliver/delivery-target.ts'
import type { Drained } from './drain-inbox.ts'
import { ANY_SIZE } from './drain-inbox.ts'
import { type MissingSearch, nameOf, readDeliveries } from './find-missing.ts'
import { startForwarder } from './forwarder.ts'

/** Put into the inbox at a time: one flush for all of them. */
const AT_ONCE = 500
/** Begins the name of an inbox of its own. */
const AGAIN = 'again-'
/** What a record takes beside its body, at most. */
const ROOM_BYTES = 16_384

/**
 * Forwards deliveries that were forwarded before, in their order, each once and under the id it had: by an inbox and a
 * forwarder of their own, so by the same rules. What is there meanwhile is found to be a repeat. Can be done again.
 *
 * @param names of `nameOf`
 * @param options.deadlineMs gives up after so many ms
 * @returns `repeats`: those that Temporal had after all
 */
export async function forwardAgain(
  search: Pick<MissingSearch, 'dir' | 'encryption'>,
  names: ReadonlySet<string>,
  target: DeliveryTarget,
  options: { readonly deadlineMs: number; readonly concurrency?: number },
): Promise<Drained & { readonly repeats: number }> {
  const { encryption } = search
  await removeLeft(search.dir)
  let bytes = 0
  for await (const { delivery } of readDeliveries(search, target))
    if (names.has(nameOf(delivery))) bytes += delivery.body.length + ROOM_BYTES
  const mapBytes = Math.max(ANY_SIZE.mapBytes, Math.ceil((bytes * 2) / ROOM_BYTES) * ROOM_BYTES)
  const dir = await mkdtemp(join(search.dir, AGAIN))
  try {
    const inbox = await openInbox({ dir, ...ANY_SIZE, mapBytes, encryption })
    try {
      const left = new Set(names)
      const writes: Promise<void>[] = []
      for await (const { delivery } of readDeliveries(search, target)) {
        // The first of each: a repeat of it would only be found to be one.
        if (!left.delete(nameOf(delivery))) continue
        const { awaited: _, ...again } = delivery
        writes.push(inbox.accept(again))
        if (writes.length >= AT_ONCE) await Promise.all(writes.splice(0))
      }
      await Promise.all(writes)
      const { deadlineMs, ...more } = options
      const forwarder = startForwarder({ inbox, target, ...more })
      try {
        await forwarder.drain(deadlineMs)
      } finally {
        await forwarder.stop()
      }
      const { records, stuck } = inbox.counts()
      const { forwarded, duplicates } = forwarder.status()
      return { forwarded, repeats: duplicates, left: records, stuck }
    } finally {
      await inbox.close()
    }
  } finally {
    await rm(dir, { recursive: true })
  }
}

/** Copies that a killed command left: bodies must not stay longer than where they were copied from. */
async function removeLeft(inboxDir: string): Promise<void> {
  for (const name of await readdir(inboxDir)) {
    const dir = join(inboxDir, name)
    // It is locked before it has a file, so one that has none may be about to be.
    if (!name.startsWith(AGAIN) || !existsSync(join(dir, STORE_FILE))) continue
    const unlock = await lockInbox(dir).catch(() => null)
    if (unlock === null) continue
    await rm(dir, { recursive: true, force: true })
    await unlock()
  }
}
