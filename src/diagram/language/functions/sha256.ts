/** SHA-224 and SHA-256 (FIPS 180-4). */
import { padMessage } from './padding.ts'
import { sha2Constants } from './sha2-constants.ts'

const turn = (word: number, bits: number) => (word >>> bits) | (word << (32 - bits))

export const sha256 = (bytes: Uint8Array) => digest(bytes, sha2Constants().state256, 32)
export const sha224 = (bytes: Uint8Array) => digest(bytes, sha2Constants().state224, 28)

function digest(bytes: Uint8Array, start: readonly number[], size: number): Uint8Array {
  const view = padMessage(bytes, 64, false)
  const state = Int32Array.from(start)
  const words = new Int32Array(64)
  // SHA-256 takes the high halves of the words of SHA-512
  const rounds = Int32Array.from(sha2Constants().rounds.filter((_, index) => index % 2 === 0))
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let index = 0; index < 16; index += 1) words[index] = view.getInt32(block + index * 4)
    for (let index = 16; index < 64; index += 1) extend(words, index)
    mix(state, words, rounds)
  }
  const result = new DataView(new ArrayBuffer(32))
  for (const [index, word] of state.entries()) result.setInt32(index * 4, word)
  return new Uint8Array(result.buffer).subarray(0, size)
}

function extend(words: Int32Array, index: number): void {
  const near = words[index - 15] as number
  const far = words[index - 2] as number
  const small = turn(near, 7) ^ turn(near, 18) ^ (near >>> 3)
  const large = turn(far, 17) ^ turn(far, 19) ^ (far >>> 10)
  words[index] = (words[index - 16] as number) + small + (words[index - 7] as number) + large
}

function mix(state: Int32Array, words: Int32Array, rounds: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as Eight
  for (let index = 0; index < 64; index += 1) {
    const large = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
    const chosen = (e & f) ^ (~e & g)
    const first = (h + large + chosen + (rounds[index] as number) + (words[index] as number)) | 0
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  const sums = [a, b, c, d, e, f, g, h]
  for (let index = 0; index < 8; index += 1) state[index] = (state[index] as number) + (sums[index] as number)
}

type Eight = [number, number, number, number, number, number, number, number]
