/** How a delivery lies in the inbox: version, header length, header as JSON, then the body bytes as they were sent. */
import type { Delivery } from './delivery.ts'

const VERSION = 1
const PREFIX_BYTES = 5

/** @example const bytes = encodeRecord(delivery) */
export function encodeRecord(delivery: Delivery): Buffer {
  const { body } = delivery
  const json = JSON.stringify({ ...delivery, body: undefined })
  const headerBytes = Buffer.byteLength(json)
  const record = Buffer.allocUnsafe(PREFIX_BYTES + headerBytes + body.length)
  record.writeUInt8(VERSION, 0)
  record.writeUInt32LE(headerBytes, 1)
  record.write(json, PREFIX_BYTES)
  body.copy(record, PREFIX_BYTES + headerBytes)
  return record
}

/**
 * @param record bytes of `encodeRecord`; the body of the result shares their memory
 * @throws Error for a record of another version of Startnode
 */
export function decodeRecord(record: Buffer): Delivery {
  if (record[0] !== VERSION) throw new Error(`A record of the inbox has version ${record[0]}, not ${VERSION}`)
  const bodyAt = PREFIX_BYTES + record.readUInt32LE(1)
  const header = JSON.parse(record.toString('utf8', PREFIX_BYTES, bodyAt)) as Omit<Delivery, 'body'>
  return { ...header, body: record.subarray(bodyAt) }
}
