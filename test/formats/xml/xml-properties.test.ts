/** Any data that the mapping can give is read back as it was written, and no text at all throws anything but our error. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BodyFormatError } from '../../../src/errors/delivery-errors.ts'
import type { XmlValue } from '../../../src/formats/xml/open-element.ts'
import { parseXml } from '../../../src/formats/xml/parse-xml.ts'

const name = fc
  .stringMatching(/^[A-Za-z_é][A-Za-z0-9_.é-]{0,8}$/)
  .filter((text) => !/^(?:__proto__|constructor|prototype)$/.test(text))
/** Without white space at the ends only where it would be layout, and without CR, which XML reads as LF. */
const text = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((raw) => raw.replace(/[\p{Cc}\ufffe\uffff]/gu, '·'))
const visible = text.map((raw) => `x${raw}`)

const element = fc.letrec<{ value: XmlValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc
      .record({
        attributes: fc.dictionary(name, text, { maxKeys: 3 }),
        children: fc.dictionary(
          name,
          fc.oneof(tie('value'), fc.array(tie('value'), { minLength: 2, maxLength: 3 })),
          { maxKeys: 3 },
        ),
        own: fc.option(visible, { nil: null }),
      })
      .map(({ attributes, children, own }) => {
        const value: Record<string, XmlValue | XmlValue[]> = {}
        for (const [key, attribute] of Object.entries(attributes)) value[`@${key}`] = attribute
        for (const [key, child] of Object.entries(children)) value[key] = child as XmlValue
        if (own !== null) value['#text'] = own
        const keys = Object.keys(value)
        if (keys.length === 0) return ''
        return keys.length === 1 && own !== null ? own : (value as XmlValue)
      }),
  ),
})).value

const escapeText = (raw: string, random: number) =>
  raw.replace(/[<&>"'é]/g, (character) =>
    random % 2 === 0
      ? `&#${character.codePointAt(0)};`
      : ({ '<': '&lt;', '&': '&amp;', '>': '&gt;', '"': '&quot;', "'": '&apos;', é: '&#xe9;' }[
          character
        ] as string),
  )

function write(key: string, value: XmlValue, random: number): string {
  if (typeof value === 'string') return `<${key}>${escapeText(value, random)}</${key}>`
  let attributes = ''
  let inner = ''
  for (const [child, content] of Object.entries(value)) {
    if (child.startsWith('@')) attributes += ` ${child.slice(1)}="${escapeText(content as string, random)}"`
    else if (child === '#text')
      inner +=
        random % 3 === 0
          ? `<!--c-->${escapeText(content as string, random)}`
          : escapeText(content as string, random)
    else for (const one of Array.isArray(content) ? content : [content]) inner += write(child, one, random)
  }
  return inner === '' && random % 2 === 0
    ? `<${key}${attributes}/>`
    : `<${key}${attributes}>${inner}</${key}>`
}

test('what is written is read back', () => {
  fc.assert(
    fc.property(name, element, fc.nat(5), (key, value, random) => {
      expect(parseXml(Buffer.from(write(key, value, random)))).toEqual({ [key]: value })
    }),
    { numRuns: 1_000 },
  )
})

const pieces = [
  '<a>',
  '</a>',
  '<a',
  '/>',
  ' b="',
  "'",
  '"',
  '&amp;',
  '&',
  '&#',
  'x',
  ';',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?xml version="1.0"?>',
  '<!DOCTYPE a>',
  '>',
  '<',
  ' ',
  '\n',
  'é',
  '=',
]

test('whatever comes is read or refused with its place; the library behind never has the last word', () => {
  const rubbish = fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.oneof(rubbish, fc.string({ unit: 'binary' })), (raw) => {
      try {
        const data = parseXml(Buffer.from(raw))
        expect(Object.keys(data)).toHaveLength(1)
      } catch (error) {
        expect(error).toBeInstanceOf(BodyFormatError)
        expect((error as BodyFormatError).problems[0]).toMatchObject({ line: expect.any(Number) })
      }
    }),
    { numRuns: 5_000 },
  )
})
