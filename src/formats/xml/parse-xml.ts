/** Reads a body as XML 1.0 without DTD, entities and namespaces' magic: data of JSON values, every value a text. */
import { XMLParser } from 'fast-xml-parser'
import { checkEncoding } from '../check-encoding.ts'
import { checkXml, MAX_DEPTH } from './check-xml.ts'
import { decodeReferences } from './xml-grammar.ts'

/** An element as data: a text, or an object of `@attribute`, child and `#text`. */
export type XmlValue = string | { [name: string]: XmlValue | XmlValue[] }

/** An entry of the parser's ordered tree: one element with its children, or a piece of text; attributes under `:@`. */
type Entry = Readonly<Record<string, unknown>>

const TEXT = '#text'
const CDATA = '#cdata'
const ATTRIBUTES = ':@'

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: TEXT,
  cdataPropName: CDATA,
  parseTagValue: false,
  trimValues: false,
  // Decoded here, since text of a CDATA section has no references.
  processEntities: false,
  ignoreDeclaration: true,
  maxNestedTags: MAX_DEPTH + 1,
  jPath: false,
  // Names go on as they were sent; those that reach a prototype are refused before.
  onDangerousProperty: (name) => name,
})

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
  const text = bytes.toString('utf8')
  checkXml(text)
  const data: { [root: string]: XmlValue } = {}
  for (const entry of parser.parse(text) as Entry[]) {
    const name = nameOf(entry)
    if (name !== TEXT) data[name] = readElement(entry, name)
  }
  return data
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf])

function readElement(entry: Entry, name: string): XmlValue {
  const value: { [name: string]: XmlValue | XmlValue[] } = {}
  for (const [attribute, raw] of Object.entries((entry[ATTRIBUTES] ?? {}) as Record<string, string>)) {
    // XML 1.0 section 3.3.3: white space in an attribute is a space; what is written as a reference stays.
    value[attribute] = decodeReferences(raw.replace(/[\t\n\r]/g, ' '))
  }
  let text = ''
  let hasChildren = false
  for (const child of entry[name] as Entry[]) {
    const childName = nameOf(child)
    if (childName === TEXT) text += decodeReferences(child[TEXT] as string)
    else if (childName === CDATA) text += readCdata(child)
    else {
      hasChildren = true
      append(value, childName, readElement(child, childName))
    }
  }
  // White space between elements is layout.
  const layout = hasChildren && /^[\t\n\r ]*$/.test(text)
  if (text !== '' && !layout) value[TEXT] = text
  const keys = Object.keys(value)
  if (keys.length === 0) return ''
  return keys.length === 1 && text !== '' && !layout ? text : value
}

function readCdata(entry: Entry): string {
  return (entry[CDATA] as Entry[]).map((part) => part[TEXT]).join('')
}

function append(value: { [name: string]: XmlValue | XmlValue[] }, name: string, child: XmlValue): void {
  const before = Object.hasOwn(value, name) ? value[name] : undefined
  if (before === undefined) value[name] = child
  else if (Array.isArray(before)) before.push(child)
  else value[name] = [before, child]
}

function nameOf(entry: Entry): string {
  return Object.keys(entry).find((key) => key !== ATTRIBUTES) as string
}
