import { readPointer } from '../process/json-pointer.ts'
import type { Source } from './start-node.ts'

/** Request headers as node:http gives them: lower-case names. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>

/** The value a Start node names by pointer or header; undefined when the delivery does not have it. */
export function readSource(source: Source, data: unknown, headers: RequestHeaders): unknown {
  if ('pointer' in source) return readPointer(data, source.pointer)
  const value = headers[source.header.toLowerCase()]
  return Array.isArray(value) ? value.join(', ') : value
}

/** How a source is called in an error, e.g. `/cbs_account_id` or `header webhook-id`. */
export function nameSource(source: Source): string {
  return 'pointer' in source ? source.pointer : `header ${source.header.toLowerCase()}`
}
