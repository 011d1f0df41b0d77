/**
 * Reads a form-urlencoded body (name-value pairs). Rules: the WHATWG URL Standard's parser, but strict: what that one
 * would keep as it is or replace (a broken escape, bytes that are no UTF-8) is refused, since nobody would notice.
 */
import { BodyFormatError } from '../../errors/delivery-errors.ts'
import { pointerOf } from '../../process/json-pointer.ts'
import { checkEncoding } from '../check-encoding.ts'
import { isForbiddenKey } from '../forbidden-key.ts'
import { locate } from '../locate.ts'

/** Pairs a body may have. */
export const MAX_PAIRS = 10_000

/**
 * @param body the bytes as sent
 * @returns every value as text; the values of a repeated name as an array, in their order
 * @throws BodyFormatError `nvp_invalid`, `body_empty`, `utf8_invalid` or `bom_unexpected`
 * @example parseNvp(Buffer.from('name=Ann+Lee&id=1&id=2')) // { name: 'Ann Lee', id: ['1', '2'] }
 */
export function parseNvp(body: Buffer): Record<string, string | string[]> {
  checkEncoding(body)
  const text = body.toString('utf8')
  const control = CONTROL.exec(text)
  if (control !== null) fail(text, control.index, '', 'a line break or control character must be written %XX')
  const data: Record<string, string | string[]> = {}
  let pairs = 0
  for (let start = 0; start <= text.length; ) {
    const ampersand = text.indexOf('&', start)
    const end = ampersand === -1 ? text.length : ampersand
    if (end > start) {
      pairs += 1
      if (pairs > MAX_PAIRS) fail(text, start, '', `more than ${MAX_PAIRS} pairs`)
      readPair(text, start, end, data)
    }
    start = end + 1
  }
  return data
}

const CONTROL = /\p{Cc}/u
const ESCAPE = /%(?![0-9a-fA-F]{2})/

function readPair(text: string, start: number, end: number, data: Record<string, string | string[]>): void {
  const found = text.indexOf('=', start)
  const equals = found === -1 || found > end ? end : found
  const name = decode(text, start, equals, '')
  if (name === '') fail(text, start, '', 'a value has no name')
  const pointer = pointerOf([name])
  if (isForbiddenKey(name)) fail(text, start, pointer, `the name ${name} is not allowed`)
  const value = equals === end ? '' : decode(text, equals + 1, end, pointer)
  const before = Object.hasOwn(data, name) ? data[name] : undefined
  if (before === undefined) data[name] = value
  else if (typeof before === 'string') data[name] = [before, value]
  else before.push(value)
}

function decode(text: string, start: number, end: number, pointer: string): string {
  const encoded = text.slice(start, end)
  if (!encoded.includes('%')) return encoded.replaceAll('+', ' ')
  const broken = ESCAPE.exec(encoded)
  if (broken !== null) {
    fail(
      text,
      start + broken.index,
      pointer,
      'a percent sign needs two hex digits after it, or be written %25',
    )
  }
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '))
  } catch {
    fail(text, start, pointer, 'the escapes give no valid UTF-8')
  }
}

function fail(text: string, at: number, path: string, detail: string): never {
  const where = locate(text, at)
  const message = `Not a valid form: ${detail} (line ${where.line}, column ${where.column})`
  throw new BodyFormatError('nvp_invalid', message, { path, message: detail, ...where })
}
