/**
 * Durable acceptance: a delivery is safe once its group commit was flushed to local disk, whatever Temporal does.
 * Must never answer before that, and never make the caller wait for the network.
 */
import { StartnodeError } from '../errors/startnode-error.ts'
import { createAtRest } from '../keys/at-rest.ts'
import { decodeRecord, encodeRecord } from './encode-record.ts'
import { decodeStuck, encodeStuck } from './encode-stuck.ts'
import type { ForwardedLog } from './forwarded-log.ts'
import { type Gathered, Gathering } from './groups/gathering.ts'
import { Groups } from './groups/groups.ts'
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
  const { stuck } = store
  const atRest = createAtRest(options.encryption, 'startnode:inbox:v1')
  const marks = new InboxMarks(options, () => store.usedBytes(), options.log)
  const health = new WriteHealth(() => store.probe(), options.log)
  const listeners = new Set<(awaited?: WaitingRecord) => void>()
  const nameOf = createLaneNames(options.encryption?.configured === true ? options.encryption.keys : [])
  let closed = false
  let accepted = 0

  const groups = new Groups({
    store,
    atRest,
    pagesOf: pageBytes,
    assertOpen: () => assertOpen(),
    watch: (write) => health.watch(write),
    onFound: ({ lane, pages }) => marks.add(lane, pages),
    onGone: ({ lane, pages }) => marks.remove(lane, pages),
  })
  for (const { key, value } of stuck.getRange()) marks.add(key[1], pageBytes(value.length), true)
  // Also above what is stuck: a number used twice would overwrite what was put aside under it.
  let lastSeq = Math.max(groups.lastSeq, lastKeyOf(stuck))
  const gathering = new Gathering(writeGroup)

  async function writeGroup(group: readonly Gathered[]): Promise<void> {
    const entries = group.map(({ lane, pages }) => {
      lastSeq += 1
      return { seq: lastSeq, lane, pages }
    })
    let failure: Error | null = null
    try {
      await groups.put(
        entries,
        group.map(({ record }) => record),
      )
    } catch (error) {
      failure = error as Error
    }
    for (const [index, { seq }] of entries.entries()) (group[index] as Gathered).settle(seq, failure)
  }

  const assertOpen = () => {
    if (closed) throw new StartnodeError('inbox_unwritable', 'The inbox is closed')
  }
  const stuckKeyOf = (seq: number): RecordKey | null => {
    for (const key of stuck.getKeys({ start: [seq, ''], limit: 1 })) if (key[0] === seq) return key
    return null
  }

  return {
    // One promise for each, and no async function: it is called thousands of times a second.
    accept: (delivery) =>
      new Promise((resolve, reject) => {
        assertOpen()
        const record = encodeRecord(delivery)
        const pages = pageBytes(record.length)
        const lane = nameOf(laneOf(delivery))
        marks.check(lane, pages)
        marks.begin(lane, pages)
        gathering.add({
          record,
          lane,
          pages,
          settle(seq, error) {
            marks.end(lane, pages, error === null)
            if (error !== null) {
              reject(new StartnodeError('inbox_unwritable', undefined, { cause: error }))
              return
            }
            accepted += 1
            // With a ref, earlier deliveries of its lane may still be on disk: their order goes before the caller's haste.
            const awaited = delivery.awaited === true && delivery.ref === null ? { seq, lane } : undefined
            for (const listener of listeners) listener(awaited)
            resolve()
          },
        })
      }),

    counts: () => ({
      records: marks.records,
      perProcess: marks.perProcess,
      stuck: countOf(stuck),
      oldestReceivedAt: oldestOf(groups),
      usedBytes: marks.usedBytes,
      mapBytes: options.mapBytes,
    }),
    isWritable: () => !closed && health.ok && marks.hasRoom(),
    fill: () => marks.fill(),
    accepted: () => accepted,

    list(afterSeq, limit) {
      const records: WaitingRecord[] = []
      if (closed) return records
      for (const { entry } of groups.after(afterSeq)) {
        records.push({ seq: entry.seq, lane: nameOf(entry.lane) })
        if (records.length >= limit) break
      }
      return records
    },
    read(afterSeq, limit) {
      const records: { seq: number; delivery: ReturnType<typeof decodeRecord> }[] = []
      for (const { entry, record } of groups.after(afterSeq)) {
        records.push({ seq: entry.seq, delivery: decodeRecord(record()) })
        if (records.length >= limit) break
      }
      return records
    },
    get({ seq }) {
      assertOpen()
      const found = groups.find(seq)
      return found === null ? null : decodeRecord(found.record())
    },

    async delete(seq) {
      assertOpen()
      const found = groups.find(seq)
      if (found === null) return
      if (forwarded !== null) {
        await forwarded.keep(atRest.seal(found.record()))
        assertOpen()
      }
      await groups.remove(seq)
    },

    async moveToStuck(seq, { code, message }) {
      assertOpen()
      const found = groups.find(seq)
      if (found === null) return
      const { lane } = found.entry
      const reason = { code, message, since: new Date().toISOString() }
      const kept = atRest.seal(encodeStuck(reason, found.record()))
      // In the same commit: it is in one of the two places at any time.
      await groups.remove(seq, () => health.watch(stuck.put([seq, lane], kept)))
      marks.add(lane, pageBytes(kept.length), true)
    },

    async release(seq) {
      assertOpen()
      const key = stuckKeyOf(seq)
      const kept = key && stuck.get(key)
      if (!key || !kept) return
      const { record } = decodeStuck(atRest.open(kept))
      const lane = nameOf(key[1])
      const pages = pageBytes(record.length)
      marks.begin(lane, pages)
      lastSeq += 1
      // Written in one turn, so in one commit, as above.
      const put = groups.put([{ seq: lastSeq, lane, pages }], [record])
      const removal = health.watch(stuck.remove(key))
      const [stored, removed] = await Promise.allSettled([put, removal])
      marks.end(lane, pages, stored.status === 'fulfilled')
      if (removed.status === 'fulfilled') marks.remove(key[1], pageBytes(kept.length), true)
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
      gathering.flush()
      health.stop()
      await forwarded?.close()
      await store.close()
      await unlock()
    },
  }
}

function lastKeyOf(table: Store['stuck']): number {
  for (const [seq] of table.getKeys({ reverse: true, limit: 1 })) return seq
  return 0
}

function countOf(table: Store['stuck']): number {
  return (table.getStats() as { entryCount: number }).entryCount
}

function oldestOf(groups: Groups): string | null {
  try {
    for (const { record } of groups.after(0)) return decodeRecord(record()).receivedAt
  } catch {
    // Its key is missing: the forwarder says so, and counting goes on.
  }
  return null
}
