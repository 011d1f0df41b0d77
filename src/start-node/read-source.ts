import { isUtf8 } from 'node:buffer'
import { readPointer } from '../process/json-pointer.ts'
import type { Source } from './start-node.ts'

/** Request headers as node:http gives them: lower-case names. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>

/** The value a Start node names by pointer or header; undefined when the delivery does not have it. */
export function readSource(source: Source, data: unknown, headers: RequestHeaders): unknown {
  if ('pointer' in source) return readPointer(data, source.pointer)
  return readHeader(headers, source.header)
}

/**
 * A header as text. Its bytes are UTF-8 where they can be, and ISO-8859-1 otherwise: clients send either, so the same
 * letters are the same text whoever sends them. node:http gives each byte as a character of its own.
 *
 * @returns lines of the same name joined; undefined when there is none
 */
export function readHeader(headers: RequestHeaders, name: string): string | undefined {
  const key = name.toLowerCase()
  const value = Object.hasOwn(headers, key) ? headers[key] : undefined
  const text = Array.isArray(value) ? value.join(', ') : value
  if (text === undefined || !BEYOND_ASCII.test(text)) return text
  const bytes = Buffer.from(text, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : text
}

const BEYOND_ASCII = /[\x80-\xff]/

/** How a source is called in an error, e.g. `/cbs_account_id` or `header webhook-id`. */
export function nameSource(source: Source): string {
  return 'pointer' in source ? source.pointer : `header ${source.header.toLowerCase()}`
}
