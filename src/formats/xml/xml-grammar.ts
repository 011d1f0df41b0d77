/** The parts of XML 1.0 (fifth edition) that a body may have, as patterns that match at one place (flag `y`). */

/** Productions [4] and [4a]. */
const NAME_START =
  ':A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F' +
  '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}'
const NAME = `[${NAME_START}][${NAME_START}\\-.0-9\\xB7\\u0300-\\u036F\\u203F\\u2040]*`

export const OPEN_TAG = new RegExp(`<(${NAME})`, 'uy')
export const CLOSE_TAG = new RegExp(`</(${NAME})\\s*>`, 'uy')
export const TAG_END = /\s*(\/?)>/y
/** Name and quoted value. */
export const ATTRIBUTE = new RegExp(`\\s+(${NAME})\\s*=\\s*("[^"<]*"|'[^'<]*')`, 'uy')
/** The five entities XML has without a DTD, and characters by their number. */
export const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));/y
export const TEXT = /[^<&]+/y
/** Only at the very beginning; its encoding is group 2. */
export const DECLARATION =
  /<\?xml\s+version\s*=\s*(?:"1\.\d"|'1\.\d')(?:\s+encoding\s*=\s*(["'])([A-Za-z][\w.-]*)\1)?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>/y

/** Characters that XML can't carry, not even escaped: production [2]. */
export const NO_CHARACTER = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Replaces the references of a text in which each one is good. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:(\w+)|#x([0-9a-fA-F]+)|#([0-9]+));/g,
    (_, name?: string, hex?: string, decimal?: string) =>
      name === undefined
        ? String.fromCodePoint(Number.parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16))
        : (NAMED[name] as string),
  )
}

/** XML 1.0 section 2.11: a text has line feeds only. */
export function normalizeLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}
