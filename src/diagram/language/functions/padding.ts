/** A message as MD5 and the SHAs take it: whole blocks, its length at the end. */

/** @param block size of a block in bytes: 64, or 128 with a length of 16 bytes */
export function padMessage(bytes: Uint8Array, block: 64 | 128, littleEndian: boolean): DataView {
  const lengthSize = block / 8
  const size = Math.ceil((bytes.length + 1 + lengthSize) / block) * block
  const padded = new Uint8Array(size)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  const low = (bytes.length << 3) >>> 0
  const high = Math.floor(bytes.length / 0x20000000)
  const at = littleEndian ? size - 8 : size - 4
  view.setUint32(at, low, littleEndian)
  view.setUint32(littleEndian ? at + 4 : at - 4, high, littleEndian)
  return view
}
