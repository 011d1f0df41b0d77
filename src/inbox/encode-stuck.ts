/** How a refused delivery lies in the inbox: length of the reason, the reason as JSON, then its record unchanged. */

/** Why a delivery could not go on. */
export interface StuckReason {
  /** A code of the error table, e.g. `temporal_refused`. */
  readonly code: string
  readonly message: string
  /** ISO 8601, UTC. */
  readonly since: string
}

const PREFIX_BYTES = 4

export function encodeStuck(reason: StuckReason, record: Buffer): Buffer {
  const json = Buffer.from(JSON.stringify(reason))
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt32LE(json.length)
  return Buffer.concat([prefix, json, record])
}

export function decodeStuck(value: Buffer): { reason: StuckReason; record: Buffer } {
  const recordAt = PREFIX_BYTES + value.readUInt32LE(0)
  return {
    reason: JSON.parse(value.toString('utf8', PREFIX_BYTES, recordAt)) as StuckReason,
    record: value.subarray(recordAt),
  }
}
