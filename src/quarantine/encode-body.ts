import { isUtf8 } from 'node:buffer'
import type { QuarantinedDelivery } from '../workflows/quarantine/quarantined-delivery.ts'

/** Temporal refuses an argument over 2 MiB; the other fields and encryption need some of it. */
const MAX_ENCODED_BYTES = 1_572_864

/** A body as JSON can carry it: text where that is the same bytes and fits, else base64, cut only beyond that. */
export function encodeBody(body: Buffer): Pick<QuarantinedDelivery, 'body' | 'bodyEncoding' | 'bodyCut'> {
  if (isUtf8(body)) {
    const text = body.toString('utf8')
    if (Buffer.byteLength(JSON.stringify(text)) <= MAX_ENCODED_BYTES) {
      return { body: text, bodyEncoding: 'text', bodyCut: false }
    }
  }
  const kept = body.subarray(0, Math.floor(MAX_ENCODED_BYTES / 4) * 3)
  return { body: kept.toString('base64'), bodyEncoding: 'base64', bodyCut: kept.length < body.length }
}
