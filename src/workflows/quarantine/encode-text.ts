/**
 * A text as an entry can carry it. JSON writes a quote within a text as two characters, so the JSON of data may outgrow
 * what Temporal takes although the data did not. The same rule as for bodies at the edge, without Node's Buffer.
 */
import type { QuarantinedDelivery } from './kept-delivery.ts'

/** Temporal refuses an argument over 2 MiB; the other fields and encryption need some of it. */
const MAX_ENCODED_BYTES = 1_572_864
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** As text where that fits, else base64 of its UTF-8, cut only beyond that. */
export function encodeText(text: string): Pick<QuarantinedDelivery, 'body' | 'bodyEncoding' | 'bodyCut'> {
  const encoder = new TextEncoder()
  if (encoder.encode(JSON.stringify(text)).length <= MAX_ENCODED_BYTES)
    return { body: text, bodyEncoding: 'text', bodyCut: false }
  const bytes = encoder.encode(text)
  const kept = bytes.subarray(0, Math.floor(MAX_ENCODED_BYTES / 4) * 3)
  return { body: toBase64(kept), bodyEncoding: 'base64', bodyCut: kept.length < bytes.length }
}

function toBase64(bytes: Uint8Array): string {
  const chunks: string[] = []
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    const digit = (shift: number) => ALPHABET[(word >> shift) & 63]
    chunks.push(`${digit(18)}${digit(12)}${left > 1 ? digit(6) : '='}${left > 2 ? digit(0) : '='}`)
  }
  return chunks.join('')
}
