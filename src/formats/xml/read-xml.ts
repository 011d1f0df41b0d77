/**
 * Reads an XML text as data, or finds the first thing wrong in it and says it in words, with its place. Knows neither DTDs nor
 * entities: whatever passes here is well-formed, small in depth and number, and means one thing only. One pass, linear in the
 * length of the text. Written here since a parser for all of XML needs this check before it, and ten times its time behind it.
 */
import { type BodyFormatCode, BodyFormatError } from '../../errors/delivery-errors.ts'
import { pointerOf } from '../../process/json-pointer.ts'
import { isForbiddenKey } from '../forbidden-key.ts'
import { locate } from '../locate.ts'
import { OpenElement, type XmlValue } from './open-element.ts'
import {
  ATTRIBUTE,
  CLOSE_TAG,
  DECLARATION,
  decodeReferences,
  NO_CHARACTER,
  normalizeLineEnds,
  OPEN_TAG,
  REFERENCE,
  TAG_END,
  TEXT,
} from './xml-grammar.ts'

/** Levels of elements, as for JSON. */
export const MAX_DEPTH = 64
/** Elements and attributes together. */
export const MAX_NODES = 20_000

type XmlCode = Extract<BodyFormatCode, `xml_${string}`>

/**
 * @returns one object with the root element as its only key
 * @throws BodyFormatError with line, column and the path of the element
 */
export function readXml(text: string): { [root: string]: XmlValue } {
  return new XmlReader(text).run()
}

class XmlReader {
  readonly #text: string
  readonly #open: OpenElement[] = []
  readonly #data: { [root: string]: XmlValue } = {}
  #at = 0
  #nodes = 0
  #isRooted = false

  constructor(text: string) {
    this.#text = text
  }

  run(): { [root: string]: XmlValue } {
    const bad = NO_CHARACTER.exec(this.#text)
    if (bad !== null) this.#fail('xml_invalid', 'a character that XML does not allow', bad.index)
    this.#declaration()
    while (this.#at < this.#text.length) this.#step()
    const unclosed = this.#open.at(-1)
    if (unclosed !== undefined) this.#fail('xml_invalid', `the element ${show(unclosed.name)} is not closed`)
    if (!this.#isRooted) this.#fail('xml_invalid', 'there is no element')
    return this.#data
  }

  #declaration(): void {
    if (!/^<\?xml[\s?]/.test(this.#text)) return
    const match = this.#match(DECLARATION)
    if (match === null) this.#fail('xml_invalid', 'the XML declaration is not valid')
    const encoding = match[2]
    if (encoding !== undefined && !/^(?:utf-?8|us-ascii|ascii)$/i.test(encoding)) {
      this.#fail('xml_invalid', `the XML declaration says ${encoding}: send UTF-8`, 0)
    }
  }

  #step(): void {
    const text = this.#text
    const first = text[this.#at]
    if (first === '&') this.#characterReference()
    else if (first !== '<') this.#characters()
    else if (text.startsWith('</', this.#at)) this.#close()
    else if (text.startsWith('<!--', this.#at)) this.#comment()
    else if (text.startsWith('<![CDATA[', this.#at)) this.#cdata()
    else if (text.startsWith('<!', this.#at)) {
      this.#fail('xml_forbidden', 'a document type or entity declaration is not allowed')
    } else if (text.startsWith('<?', this.#at)) {
      this.#fail('xml_forbidden', 'a processing instruction is not allowed')
    } else this.#element()
  }

  #characters(): void {
    const start = this.#at
    const found = this.#match(TEXT)?.[0] ?? ''
    if (this.#open.length === 0) {
      const strange = found.search(/[^\t\n\r ]/)
      if (strange !== -1) this.#fail('xml_invalid', 'text outside of the root element', start + strange)
    }
    const end = found.indexOf(']]>')
    if (end !== -1) this.#fail('xml_invalid', ']]> in a text must be written ]]&gt;', start + end)
    this.#open.at(-1)?.addText(normalizeLineEnds(found))
  }

  #characterReference(): void {
    const start = this.#at
    this.#reference(start, this.#text.length)
    this.#open.at(-1)?.addText(decodeReferences(this.#text.slice(start, this.#at)))
  }

  /** Goes on behind the reference that must stand here. */
  #reference(at: number, end: number): void {
    REFERENCE.lastIndex = at
    const match = REFERENCE.exec(this.#text)
    if (match === null || REFERENCE.lastIndex > end) {
      const entity = /&[\w.:-]{1,40};/y
      entity.lastIndex = at
      const named = entity.exec(this.#text)?.[0]
      if (named === undefined) this.#fail('xml_invalid', 'an ampersand must be written &amp;', at)
      this.#fail('xml_forbidden', `the entity ${named} is not allowed: write the character itself`, at)
    }
    const [, named, decimal, hex] = match
    if (named === undefined) {
      const code = Number.parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16)
      if (code > 0x10ffff || NO_CHARACTER.test(String.fromCodePoint(code))) {
        this.#fail('xml_invalid', `${match[0]} is no character of XML`, at)
      }
    }
    if (this.#open.length === 0) this.#fail('xml_invalid', 'text outside of the root element', at)
    this.#at = REFERENCE.lastIndex
  }

  #comment(): void {
    const end = this.#text.indexOf('--', this.#at + 4)
    if (end === -1) this.#fail('xml_invalid', 'a comment is not closed')
    if (this.#text[end + 2] !== '>') this.#fail('xml_invalid', '-- is not allowed in a comment', end)
    this.#at = end + 3
  }

  #cdata(): void {
    const open = this.#open.at(-1)
    if (open === undefined) this.#fail('xml_invalid', 'text outside of the root element')
    const start = this.#at + '<![CDATA['.length
    const end = this.#text.indexOf(']]>', start)
    if (end === -1) this.#fail('xml_invalid', 'a CDATA section is not closed')
    open.addText(normalizeLineEnds(this.#text.slice(start, end)))
    this.#at = end + 3
  }

  #element(): void {
    const start = this.#at
    const name = this.#match(OPEN_TAG)?.[1]
    if (name === undefined) this.#fail('xml_invalid', '< must begin a tag, or be written &lt;')
    if (this.#open.length === 0 && this.#isRooted) {
      this.#fail('xml_invalid', 'a second root element: there must be one', start)
    }
    if (this.#open.length >= MAX_DEPTH) {
      this.#fail('xml_limit', `the elements are nested more than ${MAX_DEPTH} levels deep`, start)
    }
    if (isForbiddenKey(name)) this.#fail('xml_forbidden', `the element name ${name} is not allowed`, start)
    this.#isRooted = true
    const element = new OpenElement(name)
    this.#open.push(element)
    this.#count(start)
    this.#attributes(element)
    const end = this.#match(TAG_END)
    if (end === null) this.#fail('xml_invalid', `the tag of ${show(name)} is not valid here`)
    if (end[1] === '/') this.#end()
  }

  #attributes(element: OpenElement): void {
    const seen = new Set<string>()
    for (;;) {
      const start = this.#at
      const match = this.#match(ATTRIBUTE)
      if (match === null) return
      const [, name = '', quoted = ''] = match
      if (seen.has(name)) this.#fail('xml_invalid', `the attribute ${show(name)} stands twice`, start)
      seen.add(name)
      this.#count(start)
      const end = this.#at
      // In the value alone: to look on to the end of the text for each attribute would cost its square
      for (let at = quoted.indexOf('&'); at !== -1; at = quoted.indexOf('&', at + 1)) {
        this.#reference(end - quoted.length + at, end)
      }
      this.#at = end
      // XML 1.0 section 3.3.3: white space in an attribute is a space; what is written as a reference stays.
      const value = normalizeLineEnds(quoted.slice(1, -1)).replace(/[\t\n]/g, ' ')
      element.addAttribute(name, decodeReferences(value))
    }
  }

  #close(): void {
    const start = this.#at
    const name = this.#match(CLOSE_TAG)?.[1]
    const open = this.#open.at(-1)
    if (name === undefined) this.#fail('xml_invalid', 'this closing tag is not valid', start)
    if (open === undefined) this.#fail('xml_invalid', `${show(name)} is closed but was not opened`, start)
    if (name !== open.name) {
      this.#fail('xml_invalid', `expected </${cut(open.name)}>, found </${cut(name)}>`, start)
    }
    this.#end()
  }

  /** The innermost open element is over. */
  #end(): void {
    const element = this.#open.pop()
    if (element === undefined) return
    const around = this.#open.at(-1)
    if (around === undefined) this.#data[element.name] = element.close()
    else around.addChild(element.name, element.close())
  }

  #count(at: number): void {
    this.#nodes += 1
    if (this.#nodes > MAX_NODES) {
      this.#fail('xml_limit', `more than ${MAX_NODES} elements and attributes`, at)
    }
  }

  /** What matches here, and goes on behind it. */
  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (match !== null) this.#at = pattern.lastIndex
    return match
  }

  #fail(code: XmlCode, detail: string, at = this.#at): never {
    const where = locate(this.#text, at)
    const prefix = code === 'xml_invalid' ? 'Not valid XML: ' : 'Refused XML: '
    const message = `${prefix}${detail} (line ${where.line}, column ${where.column})`
    throw new BodyFormatError(code, message, {
      path: pointerOf(this.#open.map(({ name }) => cut(name))),
      message: detail,
      ...where,
    })
  }
}

function cut(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}...` : name
}

function show(name: string): string {
  return `'${cut(name)}'`
}
