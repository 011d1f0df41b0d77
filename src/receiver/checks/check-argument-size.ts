import { StartnodeError } from '../../errors/startnode-error.ts'

/** 1.5 MiB. Temporal refuses a payload of 2 MiB, and would do so only after the 200. */
const MAX_ARGUMENT_BYTES = 1.5 * 1024 * 1024
/** Everything of the argument but its data: ids, ref, headers, all of them bounded. */
const ENVELOPE_BYTES = 8 * 1024
/** JSON written anew grows most at numbers: `1e20,` (5 bytes) becomes 22 bytes. */
const MAX_GROWTH = 5

/**
 * Refuses data that would not fit into the one argument of a workflow once it is written as JSON again.
 *
 * @param bodyBytes bytes of the body as sent; a small one can't grow past the limit and is not measured
 * @throws StartnodeError `body_too_large`
 */
export function checkArgumentSize(data: unknown, bodyBytes: number): void {
  if (bodyBytes * MAX_GROWTH + ENVELOPE_BYTES <= MAX_ARGUMENT_BYTES) return
  const bytes = Buffer.byteLength(JSON.stringify(data)) + ENVELOPE_BYTES
  if (bytes <= MAX_ARGUMENT_BYTES) return
  throw new StartnodeError(
    'body_too_large',
    `The body is too large: as a task it has ${bytes} bytes, at most ${MAX_ARGUMENT_BYTES}`,
  )
}
