/**
 * How the deliveries of one commit lie in the inbox: version, length of the index, the index as JSON in clear, then their
 * records, each behind its length, sealed together where a key is configured. One cipher for all of them costs little
 * more than one for each.
 */
import type { AtRest } from '../../keys/at-rest.ts'

const VERSION = 2
const PREFIX_BYTES = 5
const LENGTH_BYTES = 4

/** What the index says of a delivery: enough to count and to order it without opening anything. */
export interface GroupEntry {
  readonly seq: number
  /** Its name on the disk (lane-of.ts). */
  readonly lane: string
  /** Bytes of the map it counts for. */
  readonly pages: number
}

/**
 * @param records of `encodeRecord`, as many as entries and in their order
 * @example const value = encodeGroup([{ seq: 7, lane: 'loan-approved/t/0f3c', pages: 980 }], [record], atRest)
 */
export function encodeGroup(
  entries: readonly GroupEntry[],
  records: readonly Buffer[],
  atRest: AtRest,
): Buffer {
  const flat: (number | string)[] = []
  for (const { seq, lane, pages } of entries) flat.push(seq, lane, pages)
  const index = Buffer.from(JSON.stringify(flat))
  const prefix = Buffer.allocUnsafe(PREFIX_BYTES)
  prefix.writeUInt8(VERSION, 0)
  prefix.writeUInt32LE(index.length, 1)
  return atRest.seal(join(records), prefix, index)
}

/** False: it is the record of one delivery, as versions before had them. */
export function isGroup(value: Buffer): boolean {
  return value[0] === VERSION
}

/** @throws SyntaxError when it is damaged */
export function readIndex(value: Buffer): GroupEntry[] {
  const flat = JSON.parse(value.toString('utf8', PREFIX_BYTES, recordsAt(value))) as (number | string)[]
  return Array.from({ length: flat.length / 3 }, (_, index) => ({
    seq: flat[3 * index] as number,
    lane: flat[3 * index + 1] as string,
    pages: flat[3 * index + 2] as number,
  }))
}

/**
 * @returns the records in the order of the index
 * @throws PayloadUnreadableError when its key is missing, or it was altered
 */
export function openGroup(value: Buffer, atRest: AtRest): Buffer[] {
  const joined = atRest.open(value.subarray(recordsAt(value)))
  const records: Buffer[] = []
  for (let at = 0; at < joined.length; ) {
    const end = at + LENGTH_BYTES + joined.readUInt32LE(at)
    records.push(joined.subarray(at + LENGTH_BYTES, end))
    at = end
  }
  return records
}

function recordsAt(value: Buffer): number {
  return PREFIX_BYTES + value.readUInt32LE(1)
}

/** Sealing copies what is joined, and so does putting something before it: so it can be joined in the same place each time. */
const place = Buffer.allocUnsafeSlow(128 * 1024)

function join(records: readonly Buffer[]): Buffer {
  let bytes = 0
  for (const { length } of records) bytes += LENGTH_BYTES + length
  const joined = bytes <= place.length ? place.subarray(0, bytes) : Buffer.allocUnsafe(bytes)
  let at = 0
  for (const record of records) {
    at = joined.writeUInt32LE(record.length, at)
    at += record.copy(joined, at)
  }
  return joined
}
