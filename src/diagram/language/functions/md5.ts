/** MD5 (RFC 1321). */
import { padMessage } from './padding.ts'

const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
]
let sines: readonly number[] | undefined

export function md5(bytes: Uint8Array): Uint8Array {
  sines ??= Array.from({ length: 64 }, (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 0x100000000))
  const view = padMessage(bytes, 64, true)
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a, b, c, d] = state as [number, number, number, number]
    for (let step = 0; step < 64; step += 1) {
      const round = step >> 4
      const [mixed, word] = mix(round, step, b, c, d)
      const sum = (a + mixed + (sines[step] as number) + view.getUint32(block + word * 4, true)) | 0
      const shift = SHIFTS[round]?.[step & 3] as number
      a = d
      d = c
      c = b
      b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0
    }
    for (const [index, value] of [a, b, c, d].entries()) state[index] = ((state[index] as number) + value) | 0
  }
  const digest = new DataView(new ArrayBuffer(16))
  for (const [index, value] of state.entries()) digest.setUint32(index * 4, value, true)
  return new Uint8Array(digest.buffer)
}

function mix(round: number, step: number, b: number, c: number, d: number): readonly [number, number] {
  switch (round) {
    case 0:
      return [(b & c) | (~b & d), step]
    case 1:
      return [(d & b) | (~d & c), (5 * step + 1) & 15]
    case 2:
      return [b ^ c ^ d, (3 * step + 5) & 15]
    default:
      return [c ^ (b | ~d), (7 * step) & 15]
  }
}
