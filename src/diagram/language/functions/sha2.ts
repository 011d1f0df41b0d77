/** SHA-224, 256, 384 and 512 (FIPS 180-4). Words of 64 bits are two of 32: BigInt would be ten times slower. */
import { padMessage } from './padding.ts'
import { sha2Constants } from './sha2-constants.ts'

export const sha256 = (bytes: Uint8Array) => digest32(bytes, sha2Constants().state256, 32)
export const sha224 = (bytes: Uint8Array) => digest32(bytes, sha2Constants().state224, 28)
export const sha512 = (bytes: Uint8Array) => digest64(bytes, sha2Constants().state512, 64)
export const sha384 = (bytes: Uint8Array) => digest64(bytes, sha2Constants().state384, 48)

const turn = (word: number, bits: number) => (word >>> bits) | (word << (32 - bits))

function digest32(bytes: Uint8Array, start: readonly number[], size: number): Uint8Array {
  const view = padMessage(bytes, 64, false)
  const { rounds } = sha2Constants()
  const state = Int32Array.from(start)
  const words = new Int32Array(64)
  const at = (index: number) => words[index] as number
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let step = 0; step < 16; step += 1) words[step] = view.getInt32(block + step * 4)
    for (let step = 16; step < 64; step += 1) {
      const near = at(step - 15)
      const far = at(step - 2)
      const small = turn(near, 7) ^ turn(near, 18) ^ (near >>> 3)
      const large = turn(far, 17) ^ turn(far, 19) ^ (far >>> 10)
      words[step] = at(step - 16) + small + at(step - 7) + large
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as Eight
    for (let step = 0; step < 64; step += 1) {
      const first =
        (h +
          (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +
          ((e & f) ^ (~e & g)) +
          (rounds[step * 2] as number) +
          at(step)) |
        0
      const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + first) | 0
      d = c
      c = b
      b = a
      a = (first + second) | 0
    }
    for (const [index, value] of [a, b, c, d, e, f, g, h].entries())
      state[index] = (state[index] as number) + value
  }
  return toBytes(state, size)
}

type Eight = [number, number, number, number, number, number, number, number]

function toBytes(words: Int32Array, size: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(words.length * 4))
  for (const [index, word] of words.entries()) view.setInt32(index * 4, word)
  return new Uint8Array(view.buffer).subarray(0, size)
}

/** Words as [high, low] beside each other in one array. */
function digest64(bytes: Uint8Array, start: readonly number[], size: number): Uint8Array {
  const view = padMessage(bytes, 128, false)
  const { rounds } = sha2Constants()
  const state = Int32Array.from(start)
  const words = new Int32Array(160)
  const work = new Int32Array(16)
  for (let block = 0; block < view.byteLength; block += 128) {
    for (let index = 0; index < 32; index += 1) words[index] = view.getInt32(block + index * 4)
    for (let step = 16; step < 80; step += 1) extend(words, step)
    work.set(state)
    for (let step = 0; step < 80; step += 1) mixRound(work, words, rounds, step)
    for (let index = 0; index < 16; index += 2)
      sum(state, index, [state[index], work[index]], [state[index + 1], work[index + 1]])
  }
  return toBytes(state, size)
}

/** Writes the sum of words, given as their high and their low halves. */
function sum(
  into: Int32Array,
  index: number,
  highs: readonly (number | undefined)[],
  lows: readonly (number | undefined)[],
): void {
  let low = 0
  for (const word of lows) low += (word as number) >>> 0
  let high = Math.floor(low / 0x100000000)
  for (const word of highs) high += word as number
  into[index + 1] = low | 0
  into[index] = high | 0
}

/** High half of a word turned right by less than 32 bits; the low half is `turnHigh(low, high)`. */
const turnHigh = (high: number, low: number, bits: number) => (high >>> bits) | (low << (32 - bits))

function extend(words: Int32Array, step: number): void {
  const at = (index: number) => words[index] as number
  const [nearHigh, nearLow] = [at(step * 2 - 30), at(step * 2 - 29)]
  const [farHigh, farLow] = [at(step * 2 - 4), at(step * 2 - 3)]
  const smallHigh = turnHigh(nearHigh, nearLow, 1) ^ turnHigh(nearHigh, nearLow, 8) ^ (nearHigh >>> 7)
  const smallLow =
    turnHigh(nearLow, nearHigh, 1) ^ turnHigh(nearLow, nearHigh, 8) ^ turnHigh(nearLow, nearHigh, 7)
  const largeHigh = turnHigh(farHigh, farLow, 19) ^ turnHigh(farLow, farHigh, 29) ^ (farHigh >>> 6)
  const largeLow =
    turnHigh(farLow, farHigh, 19) ^ turnHigh(farHigh, farLow, 29) ^ turnHigh(farLow, farHigh, 6)
  sum(
    words,
    step * 2,
    [at(step * 2 - 32), smallHigh, at(step * 2 - 14), largeHigh],
    [at(step * 2 - 31), smallLow, at(step * 2 - 13), largeLow],
  )
}

function mixRound(work: Int32Array, words: Int32Array, rounds: readonly number[], step: number): void {
  const at = (index: number) => work[index] as number
  const [a, al, b, bl, c, cl] = [at(0), at(1), at(2), at(3), at(4), at(5)]
  const [e, el, f, fl, g, gl] = [at(8), at(9), at(10), at(11), at(12), at(13)]
  const first = new Int32Array(2)
  sum(
    first,
    0,
    [
      at(14),
      turnHigh(e, el, 14) ^ turnHigh(e, el, 18) ^ turnHigh(el, e, 9),
      (e & f) ^ (~e & g),
      rounds[step * 2],
      words[step * 2],
    ],
    [
      at(15),
      turnHigh(el, e, 14) ^ turnHigh(el, e, 18) ^ turnHigh(e, el, 9),
      (el & fl) ^ (~el & gl),
      rounds[step * 2 + 1],
      words[step * 2 + 1],
    ],
  )
  const secondHigh = turnHigh(a, al, 28) ^ turnHigh(al, a, 2) ^ turnHigh(al, a, 7)
  const secondLow = turnHigh(al, a, 28) ^ turnHigh(a, al, 2) ^ turnHigh(a, al, 7)
  const [oldHigh, oldLow] = [at(6), at(7)]
  work.copyWithin(2, 0, 14)
  sum(work, 8, [oldHigh, first[0]], [oldLow, first[1]])
  sum(
    work,
    0,
    [first[0], secondHigh, (a & b) ^ (a & c) ^ (b & c)],
    [first[1], secondLow, (al & bl) ^ (al & cl) ^ (bl & cl)],
  )
}
