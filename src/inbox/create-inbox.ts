/**
 * Durable acceptance: a delivery is safe once its group commit was flushed to local disk, whatever Temporal does.
 * Must never answer before that, and never make the caller wait for the network.
 */
import { StartnodeError } from '../errors/startnode-error.ts'
import { createAtRest } from '../keys/at-rest.ts'
import type { Delivery } from './delivery.ts'
import { decodeRecord, encodeRecord } from './encode-record.ts'
import { decodeStuck, encodeStuck } from './encode-stuck.ts'
import type { ForwardedLog } from './forwarded-log.ts'
import type { Inbox, InboxOptions, WaitingRecord } from './inbox-contract.ts'
import { InboxMarks, pageBytes } from './inbox-marks.ts'
import { createLaneNames, laneOf } from './lane-of.ts'
import type { RecordKey, Store } from './open-store.ts'
import { WriteHealth } from './write-health.ts'

const STUCK_SHOWN = 1_000

/** The inbox over an open store; `unlock` is called last. @param forwarded keeps what is deleted; null: nothing is kept */
export function createInbox(
  options: InboxOptions,
  store: Store,
  forwarded: ForwardedLog | null,
  unlock: () => Promise<void>,
): Inbox {
  const { records, stuck } = store
  const atRest = createAtRest(options.encryption, 'startnode:inbox:v1')
  const decode = (record: Buffer) => decodeRecord(atRest.open(record))
  const marks = new InboxMarks(options, () => store.usedBytes(), options.log)
  const health = new WriteHealth(() => store.probe(), options.log)
  const listeners = new Set<(awaited?: WaitingRecord) => void>()
  /** Deletes under way, so that a second one of the same record is not counted. */
  const leaving = new Set<number>()
  let closed = false
  let accepted = 0

  const nameOf = createLaneNames(options.encryption?.configured === true ? options.encryption.keys : [])
  /** What each record and each one put aside takes of the map, to give it back when it goes. */
  const sizes = new Map<number, number>()
  for (const { key, value } of records.getRange()) count(key, pageBytes(value.length))
  for (const { key, value } of stuck.getRange()) count(key, pageBytes(value.length), true)
  function count([seq, lane]: RecordKey, pages: number, isStuck = false): void {
    sizes.set(seq, pages)
    marks.add(lane, pages, isStuck)
  }
  function discount([seq, lane]: RecordKey, isStuck = false): void {
    marks.remove(lane, sizes.get(seq) ?? 0, isStuck)
    sizes.delete(seq)
  }

  // Also above what is stuck: a number used twice would overwrite what was put aside under it.
  let lastSeq = Math.max(lastKeyOf(records), lastKeyOf(stuck))

  const assertOpen = () => {
    if (closed) throw new StartnodeError('inbox_unwritable', 'The inbox is closed')
  }
  const keyOf = (seq: number, table = records): RecordKey | null => {
    for (const key of table.getKeys({ start: [seq, ''], limit: 1 })) if (key[0] === seq) return key
    return null
  }
  const forget = async (key: RecordKey): Promise<void> => {
    const [seq] = key
    if (leaving.has(seq)) return
    leaving.add(seq)
    try {
      await health.watch(records.remove(key))
      discount(key)
    } finally {
      leaving.delete(seq)
    }
  }

  return {
    async accept(delivery) {
      assertOpen()
      const record = atRest.seal(encodeRecord(delivery))
      const pages = pageBytes(record.length)
      const lane = nameOf(laneOf(delivery))
      marks.check(lane, pages)
      const putEnds = marks.put(lane, pages)
      lastSeq += 1
      const seq = lastSeq
      sizes.set(seq, pages)
      try {
        await health.watch(records.put([seq, lane], record, APPEND as unknown as number))
      } catch (error) {
        putEnds(false)
        sizes.delete(seq)
        throw new StartnodeError('inbox_unwritable', undefined, { cause: error })
      }
      putEnds(true)
      accepted += 1
      // With a ref, earlier deliveries of its lane may still be on disk: their order goes before the caller's haste.
      const awaited = delivery.awaited === true && delivery.ref === null ? { seq, lane } : undefined
      for (const listener of listeners) listener(awaited)
    },

    counts: () => ({
      records: marks.records,
      perProcess: marks.perProcess,
      stuck: countOf(stuck),
      oldestReceivedAt: oldestOf(records, decode),
      usedBytes: marks.usedBytes,
      mapBytes: options.mapBytes,
    }),
    isWritable: () => !closed && health.ok && marks.hasRoom(),
    fill: () => marks.fill(),
    accepted: () => accepted,

    list: (afterSeq, limit) =>
      closed
        ? []
        : Array.from(records.getKeys({ start: [afterSeq + 1, ''], limit }), ([seq, lane]) => ({
            seq,
            lane: nameOf(lane),
          })),
    read: (afterSeq, limit) =>
      Array.from(records.getRange({ start: [afterSeq + 1, ''], limit }), ({ key, value }) => ({
        seq: key[0],
        delivery: decode(value),
      })),
    get({ seq, lane }) {
      assertOpen()
      let record = records.get([seq, lane])
      if (record === undefined) {
        // Kept under the name that its lane had before there was a key.
        const key = keyOf(seq)
        record = key === null ? undefined : records.get(key)
      }
      return record === undefined ? null : decode(record)
    },

    async delete(seq) {
      assertOpen()
      const key = keyOf(seq)
      if (key === null) return
      const record = forwarded && !leaving.has(seq) ? records.get(key) : undefined
      if (record !== undefined) await forwarded?.keep(record)
      await forget(key)
    },

    async moveToStuck(seq, { code, message }) {
      assertOpen()
      const key = keyOf(seq)
      const record = key && records.get(key)
      if (!key || !record) return
      const reason = { code, message, since: new Date().toISOString() }
      // Written in one turn, so in one commit: it is in one of the two places at any time.
      const kept = atRest.seal(encodeStuck(reason, atRest.open(record)))
      const put = health.watch(stuck.put(key, kept))
      await Promise.all([put, forget(key)])
      count(key, pageBytes(kept.length), true)
    },

    async release(seq) {
      assertOpen()
      const key = keyOf(seq, stuck)
      const kept = key && stuck.get(key)
      if (!key || !kept) return
      const record = atRest.seal(decodeStuck(atRest.open(kept)).record)
      const lane = nameOf(key[1])
      const pages = pageBytes(record.length)
      const putEnds = marks.put(lane, pages)
      lastSeq += 1
      sizes.set(lastSeq, pages)
      // Written in one turn, so in one commit, as above.
      const put = health.watch(records.put([lastSeq, lane], record, APPEND as unknown as number))
      const removal = health.watch(stuck.remove(key))
      const [stored, removed] = await Promise.allSettled([put, removal])
      putEnds(stored.status === 'fulfilled')
      if (removed.status === 'fulfilled') discount(key, true)
      for (const listener of listeners) listener()
    },

    stuck: (limit = STUCK_SHOWN, afterSeq = 0) =>
      Array.from(stuck.getRange({ start: [afterSeq + 1, ''], limit }), ({ key, value }) => {
        const { reason, record } = decodeStuck(atRest.open(value))
        return { seq: key[0], reason, delivery: decodeRecord(record) }
      }),

    onAccepted(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    async close() {
      if (closed) return
      closed = true
      health.stop()
      await forwarded?.close()
      await store.close()
      await unlock()
    },
  }
}

/** Keys only grow, so a put goes to the end of the tree and leaves its pages full. */
const APPEND = { append: true }

function lastKeyOf(table: Store['records']): number {
  for (const [seq] of table.getKeys({ reverse: true, limit: 1 })) return seq
  return 0
}

function countOf(table: Store['records']): number {
  return (table.getStats() as { entryCount: number }).entryCount
}

function oldestOf(table: Store['records'], decode: (record: Buffer) => Delivery): string | null {
  try {
    for (const { value } of table.getRange({ limit: 1 })) return decode(value).receivedAt
  } catch {
    // Its key is missing: the forwarder says so, and counting goes on.
  }
  return null
}
