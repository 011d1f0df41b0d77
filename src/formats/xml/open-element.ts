/** What becomes of an XML element as data, gathered while it is open: attributes, children, text. */

/** An element as data: a text, or an object of `@attribute`, child and `#text`. */
export type XmlValue = string | { [name: string]: XmlValue | XmlValue[] }

const TEXT = '#text'

export class OpenElement {
  readonly name: string
  readonly #value: { [name: string]: XmlValue | XmlValue[] } = {}
  #text = ''
  #hasChildren = false
  #isPlain = true

  constructor(name: string) {
    this.name = name
  }

  /** @param value with its references replaced; white space in it becomes spaces before that (XML 1.0 section 3.3.3) */
  addAttribute(name: string, value: string): void {
    this.#isPlain = false
    this.#value[`@${name}`] = value
  }

  /** @param text as it was sent, or what a reference stands for */
  addText(text: string): void {
    this.#text += text
  }

  addChild(name: string, child: XmlValue): void {
    this.#isPlain = false
    this.#hasChildren = true
    const before = Object.hasOwn(this.#value, name) ? this.#value[name] : undefined
    if (before === undefined) this.#value[name] = child
    else if (Array.isArray(before)) before.push(child)
    else this.#value[name] = [before, child]
  }

  /** The element as data, once it is closed: an empty one is an empty text, one of text alone that text. */
  close(): XmlValue {
    if (this.#isPlain) return this.#text
    // White space between elements is layout.
    const isLayout = this.#hasChildren && /^[\t\n\r ]*$/.test(this.#text)
    if (this.#text !== '' && !isLayout) this.#value[TEXT] = this.#text
    return this.#value
  }
}
