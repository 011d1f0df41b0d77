/** A part of the console did not come. Only a reload tries again: a browser may remember that a module failed. */
export class ChunkError extends Error {
  override readonly name = 'ChunkError'
}
