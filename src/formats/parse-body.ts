import type { BodyFormat } from '../process/task.ts'
import { parseStrictJson } from './json/parse-strict-json.ts'
import { parseNvp } from './nvp/parse-nvp.ts'
import { parseXml } from './xml/parse-xml.ts'

/**
 * Reads a body as the word of its direct URL says, whatever its Content-Type: the data of the task. The one way from
 * bytes to data, so that the receiver checks exactly what the process gets. The mappings: docs/formats.md.
 *
 * @param body the bytes, any Content-Encoding undone
 * @returns a plain object of JSON values
 * @throws BodyFormatError with line and column of the first thing wrong
 * @example parseBody('nvp', Buffer.from('id=L1&tag=a&tag=b')) // { id: 'L1', tag: ['a', 'b'] }
 */
export function parseBody(format: BodyFormat, body: Uint8Array): unknown {
  if (format === 'json') return parseStrictJson(body)
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return format === 'xml' ? parseXml(bytes) : parseNvp(bytes)
}
