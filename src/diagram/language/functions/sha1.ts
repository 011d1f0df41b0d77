/** SHA-1 (FIPS 180-4). */
import { padMessage } from './padding.ts'

export function sha1(bytes: Uint8Array): Uint8Array {
  const view = padMessage(bytes, 64, false)
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]
  const words = new Int32Array(80)
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let step = 0; step < 80; step += 1)
      words[step] =
        step < 16
          ? view.getInt32(block + step * 4)
          : rotate(at(words, step - 3) ^ at(words, step - 8) ^ at(words, step - 14) ^ at(words, step - 16), 1)
    let [a, b, c, d, e] = state as [number, number, number, number, number]
    for (let step = 0; step < 80; step += 1) {
      const next = (rotate(a, 5) + mix(step, b, c, d) + e + at(words, step)) | 0
      e = d
      d = c
      c = rotate(b, 30)
      b = a
      a = next
    }
    for (const [index, value] of [a, b, c, d, e].entries())
      state[index] = ((state[index] as number) + value) | 0
  }
  const digest = new DataView(new ArrayBuffer(20))
  for (const [index, value] of state.entries()) digest.setInt32(index * 4, value)
  return new Uint8Array(digest.buffer)
}

function at(words: Int32Array, index: number): number {
  return words[index] as number
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

function mix(step: number, b: number, c: number, d: number): number {
  if (step < 20) return ((b & c) | (~b & d)) + 0x5a827999
  if (step < 40) return (b ^ c ^ d) + 0x6ed9eba1
  if (step < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
  return (b ^ c ^ d) + 0xca62c1d6
}
