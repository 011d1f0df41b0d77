/**
 * Reads a body as one strict JSON object: JSON.parse for the value, and before it a scan for what JSON.parse would
 * let through or change silently. Rules: RFC 8259 (UTF-8 without BOM), RFC 7493 (no key twice, no number that would
 * be rounded, no lone surrogate).
 */
import { isUtf8 } from 'node:buffer'
import { BodyFormatError } from '../../errors/delivery-errors.ts'
import { checkEncoding } from '../check-encoding.ts'
import { diagnoseJson } from './diagnose-json.ts'
import { scanJson } from './scan-json.ts'

/**
 * Parses the body of a delivery. What it accepts, JSON.parse accepts, with the same value.
 *
 * @param bytes the body as sent
 * @returns the root object
 * @throws BodyFormatError with line, column and JSON Pointer of the first thing wrong
 * @example parseStrictJson(Buffer.from('{"id":"L1"}')) // { id: 'L1' }
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (body.length === 0 || body[0] !== OPEN_BRACE || !isUtf8(body)) checkEncoding(body)
  const text = body.toString('utf8')
  // Before JSON.parse: a hostile nesting must not reach it.
  if (!scanJson(body)) diagnoseJson(text)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    diagnoseJson(text)
    // Not reached as long as diagnoseJson and JSON.parse agree on the grammar.
    throw new BodyFormatError('json_invalid', 'The body is not valid JSON', {
      path: '',
      message: 'not valid JSON',
    })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) diagnoseJson(text)
  return value
}

const OPEN_BRACE = 0x7b
