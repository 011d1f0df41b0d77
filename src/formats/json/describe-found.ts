/** Words for what stands where JSON wanted something else. */

const NAMED: Readonly<Record<string, string>> = {
  "'": "a single quote (')",
  '\u2018': 'a curly quote (\u2018)',
  '\u2019': 'a curly quote (\u2019)',
  '\u201c': 'a curly quote (\u201c)',
  '\u201d': 'a curly quote (\u201d)',
  '\u201e': 'a curly quote (\u201e)',
  '\u00ab': 'an angle quote (\u00ab)',
  '\u00bb': 'an angle quote (\u00bb)',
  '\u00a0': 'a no-break space (U+00A0)',
  '\ufeff': 'a byte order mark (U+FEFF)',
}

const QUOTES = /['\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb]/
const WORD = /[A-Za-z_$][\w$]{0,19}/y
const PLACEHOLDER = /\{[A-Z][\w: ]{0,60}\}/y

/**
 * Says what stands at a place in a text, and what to do about it where that is known.
 *
 * @example describeFound('{"a":NaN}', 5) // 'the word NaN'
 */
export function describeFound(text: string, at: number): string {
  if (at >= text.length) return 'the end of the body'
  const found = String.fromCodePoint(text.codePointAt(at) as number)
  if (found === '\0') return 'a NUL character (the body looks like UTF-16 or UTF-32: send UTF-8)'
  if (text.startsWith('//', at) || text.startsWith('/*', at)) return 'a comment (JSON has none)'
  if (QUOTES.test(found)) return `${NAMED[found]}: use straight double quotes`
  if (NAMED[found] !== undefined) return NAMED[found]
  const word = match(WORD, text, at)
  if (word !== null) return `the word ${word}`
  const control = /^\p{C}$/u.test(found)
  if (control) return `U+${found.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`
  return `'${found}'`
}

/** What kind of value begins at a place of a valid JSON text; objects and arrays apart. */
export function describeKind(text: string, at: number): string {
  const first = text[at]
  if (first === '"') return 'a string'
  if (first === 'n') return 'null'
  return first === 't' || first === 'f' ? 'a boolean' : 'a number'
}

/** A placeholder left unresolved without quotes, e.g. `{INTEREST_RATE}`; null when there is none at this place. */
export function findPlaceholder(text: string, at: number): string | null {
  return match(PLACEHOLDER, text, at)
}

/** A number as people write it, e.g. `1.482,37` or `1,482.37`; null when it is not one. */
export function findLocalisedNumber(text: string, at: number): string | null {
  const found = match(LOCALISED, text, at)
  return found?.replace(/[.,]$/, '') ?? null
}

const LOCALISED = /-?\d{1,20}(?:[.,'\u2019\u00a0\u202f ]\d{1,20})+/y

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}
