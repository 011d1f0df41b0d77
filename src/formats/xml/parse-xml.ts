/** Reads a body as XML 1.0 without DTD, entities and namespaces' magic: data of JSON values, every value a text. */
import { checkEncoding } from '../check-encoding.ts'
import type { XmlValue } from './open-element.ts'
import { readXml } from './read-xml.ts'

/**
 * Parses a body. A byte order mark of UTF-8 is allowed, as XML says (section 4.3.3).
 *
 * @param body the bytes as sent
 * @returns one object with the root element as its only key
 * @throws BodyFormatError `xml_invalid`, `xml_forbidden`, `xml_limit`, `body_empty`, `utf8_invalid`, `bom_unexpected`
 * @example parseXml(Buffer.from('<loan id="L1"><fee>5</fee><fee>7</fee></loan>'))
 * // { loan: { '@id': 'L1', fee: ['5', '7'] } }
 */
export function parseXml(body: Buffer): { [root: string]: XmlValue } {
  const bytes = body.subarray(0, 3).equals(UTF8_MARK) ? body.subarray(3) : body
  checkEncoding(bytes)
  return readXml(bytes.toString('utf8'))
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf])
