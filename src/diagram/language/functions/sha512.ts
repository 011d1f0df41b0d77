/** SHA-384 and SHA-512 (FIPS 180-4). A word of 64 bits is two of 32, [high, low]: BigInt would be ten times slower. */
import { padMessage } from './padding.ts'
import { sha2Constants } from './sha2-constants.ts'

/** High half of a word turned right by less than 32 bits; with both exchanged its low half, or the one for 32 bits more. */
const turn = (high: number, low: number, bits: number) => (high >>> bits) | (low << (32 - bits))

/** 1 where the sum of two low halves is above 32 bits. */
const carry = (sum: number, added: number) => (sum >>> 0 < added >>> 0 ? 1 : 0)

export const sha512 = (bytes: Uint8Array) => digest(bytes, sha2Constants().state512, 64)
export const sha384 = (bytes: Uint8Array) => digest(bytes, sha2Constants().state384, 48)

function digest(bytes: Uint8Array, start: readonly number[], size: number): Uint8Array {
  const view = padMessage(bytes, 128, false)
  const state = Int32Array.from(start)
  const words = new Int32Array(160)
  const work = new Int32Array(16)
  const rounds = Int32Array.from(sha2Constants().rounds)
  for (let block = 0; block < view.byteLength; block += 128) {
    for (let index = 0; index < 32; index += 1) words[index] = view.getInt32(block + index * 4)
    for (let at = 32; at < 160; at += 2) extend(words, at)
    work.set(state)
    for (let at = 0; at < 160; at += 2) mix(work, words, rounds, at)
    for (let index = 0; index < 16; index += 2)
      add(state, index, work[index] as number, work[index + 1] as number)
  }
  const result = new DataView(new ArrayBuffer(64))
  for (const [index, word] of state.entries()) result.setInt32(index * 4, word)
  return new Uint8Array(result.buffer).subarray(0, size)
}

/** Adds a word to the one at the index. */
function add(words: Int32Array, index: number, high: number, low: number): void {
  const sum = ((words[index + 1] as number) + low) | 0
  words[index] = ((words[index] as number) + high + carry(sum, low)) | 0
  words[index + 1] = sum
}

function extend(words: Int32Array, at: number): void {
  const near = words[at - 30] as number
  const nearLow = words[at - 29] as number
  const far = words[at - 4] as number
  const farLow = words[at - 3] as number
  words[at] = words[at - 32] as number
  words[at + 1] = words[at - 31] as number
  add(words, at, words[at - 14] as number, words[at - 13] as number)
  add(
    words,
    at,
    turn(near, nearLow, 1) ^ turn(near, nearLow, 8) ^ (near >>> 7),
    turn(nearLow, near, 1) ^ turn(nearLow, near, 8) ^ turn(nearLow, near, 7),
  )
  add(
    words,
    at,
    turn(far, farLow, 19) ^ turn(farLow, far, 29) ^ (far >>> 6),
    turn(farLow, far, 19) ^ turn(far, farLow, 29) ^ turn(farLow, far, 6),
  )
}

/** One round: a to h are the words 0 to 7 of `work`; the new a is summed in h, which then moves to the front. */
function mix(work: Int32Array, words: Int32Array, rounds: Int32Array, at: number): void {
  const [a, al, b, bl, c, cl] = [work[0], work[1], work[2], work[3], work[4], work[5]] as Six
  const [e, el, f, fl, g, gl] = [work[8], work[9], work[10], work[11], work[12], work[13]] as Six
  add(work, 14, rounds[at] as number, rounds[at + 1] as number)
  add(work, 14, words[at] as number, words[at + 1] as number)
  add(work, 14, (e & f) ^ (~e & g), (el & fl) ^ (~el & gl))
  add(
    work,
    14,
    turn(e, el, 14) ^ turn(e, el, 18) ^ turn(el, e, 9),
    turn(el, e, 14) ^ turn(el, e, 18) ^ turn(e, el, 9),
  )
  add(work, 6, work[14] as number, work[15] as number)
  add(work, 14, (a & b) ^ (a & c) ^ (b & c), (al & bl) ^ (al & cl) ^ (bl & cl))
  add(
    work,
    14,
    turn(a, al, 28) ^ turn(al, a, 2) ^ turn(al, a, 7),
    turn(al, a, 28) ^ turn(a, al, 2) ^ turn(a, al, 7),
  )
  const high = work[14] as number
  const low = work[15] as number
  work.copyWithin(2, 0, 14)
  work[0] = high
  work[1] = low
}

type Six = readonly [number, number, number, number, number, number]
