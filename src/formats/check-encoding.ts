/** Checks the bytes of a body before they become text. Off the hot path: called only for a body that looks odd. */
import { isUtf8 } from 'node:buffer'
import { BodyFormatError } from '../errors/delivery-errors.ts'
import { locate } from './locate.ts'

/** Longest first: the mark of UTF-32LE begins with that of UTF-16LE. */
const BYTE_ORDER_MARKS = [
  { name: 'UTF-32LE', bytes: [0xff, 0xfe, 0x00, 0x00] },
  { name: 'UTF-32BE', bytes: [0x00, 0x00, 0xfe, 0xff] },
  { name: 'UTF-8', bytes: [0xef, 0xbb, 0xbf] },
  { name: 'UTF-16LE', bytes: [0xff, 0xfe] },
  { name: 'UTF-16BE', bytes: [0xfe, 0xff] },
] as const

/** @throws BodyFormatError `body_empty`, `bom_unexpected` or `utf8_invalid` */
export function checkEncoding(body: Buffer): void {
  const mark = BYTE_ORDER_MARKS.find(({ bytes }) => bytes.every((byte, index) => body[index] === byte))
  if (mark !== undefined) {
    const message = `The body begins with a byte order mark of ${mark.name}: send UTF-8 without one`
    throw new BodyFormatError('bom_unexpected', message, { path: '', message, line: 1, column: 1 })
  }
  if (!isUtf8(body)) {
    const offset = findInvalidByte(body)
    const where = locate(body.toString('utf8', 0, offset), Number.POSITIVE_INFINITY)
    const message = `The body is not valid UTF-8: byte ${offset} (line ${where.line}, column ${where.column}) fits no character`
    throw new BodyFormatError('utf8_invalid', message, { path: '', message, ...where })
  }
  if (/^[\t\n\r ]*$/.test(body.toString('utf8'))) {
    const message = 'The body is empty'
    throw new BodyFormatError('body_empty', message, { path: '', message, line: 1, column: 1 })
  }
}

/** Offset of the first byte of the first invalid sequence: the longest valid prefix, found by halving. */
function findInvalidByte(body: Buffer): number {
  let valid = 0
  let invalid = body.length
  while (invalid - valid > 4) {
    const middle = startOfCharacter(body, (valid + invalid) >> 1)
    if (middle <= valid) break
    if (isUtf8(body.subarray(0, middle))) valid = middle
    else invalid = middle
  }
  for (let end = invalid; end > valid; end--) if (isUtf8(body.subarray(0, end))) return end
  return valid
}

/** Steps back over at most three continuation bytes, so that a cut does not split a character. */
function startOfCharacter(body: Buffer, at: number): number {
  let start = at
  while (start > at - 3 && start > 0 && ((body[start] as number) & 0xc0) === 0x80) start--
  return start
}
