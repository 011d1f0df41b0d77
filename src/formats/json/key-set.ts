/** The keys of all objects of one body, to find one that stands twice in its object: by hash, so it only suspects. */
export interface KeySet {
  /** Forgets everything; costs nothing. */
  clear(): void
  /**
   * @param object number of the object the key stands in
   * @returns false when the key may stand in it already
   */
  add(object: number, bytes: Uint8Array, start: number, end: number): boolean
}

/** Of a longer key only this many bytes are looked at, so that a key of a megabyte costs no more. */
const SAMPLED = 64
/** Keys made to collide must not cost more than the slower check. */
const MAX_PROBES = 64

/** @param most keys there will be between two clears */
export function createKeySet(most: number): KeySet {
  const bits = Math.ceil(Math.log2(most * 3))
  const hashes = new Int32Array(1 << bits)
  /** In which round the slot was filled, so that nothing needs to be wiped for the next body. */
  const rounds = new Uint32Array(1 << bits)
  let round = 0
  return {
    clear() {
      round = (round + 1) >>> 0
      if (round === 0) rounds.fill(0xffff_ffff)
    },
    add(object, bytes, start, end) {
      const step = 1 + Math.trunc((end - start) / SAMPLED)
      let hash = Math.imul(object, 0x9e3779b1) ^ (end - start)
      for (let at = start; at < end; at += step) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193)
      hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
      hash ^= hash >>> 13
      let slot = hash >>> (32 - bits)
      for (let probes = 0; probes < MAX_PROBES; probes++) {
        if (rounds[slot] !== round) {
          rounds[slot] = round
          hashes[slot] = hash
          return true
        }
        if (hashes[slot] === hash) return false
        slot = (slot + 1) & (hashes.length - 1)
      }
      return false
    },
  }
}
