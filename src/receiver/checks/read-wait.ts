import type { StartNode } from '../../start-node/start-node.ts'
import type { ReceiverRequest } from '../receiver-request.ts'

/** The longest a caller may wait for a reply. */
export const MAX_WAIT_MS = 30_000
/** How long the caller of a process that replies waits, unless it says so itself. */
export const DEFAULT_WAIT_MS = 10_000

/**
 * How long this caller waits for the reply of the process: what it prefers (RFC 7240: `wait=20`, `respond-async`), else
 * what the Start node says.
 *
 * @returns ms, at most 30,000; 0: it is answered at once
 * @example readWait({ prefer: 'wait=5' }, startNode) // 5000
 */
export function readWait(
  headers: ReceiverRequest['headers'],
  { respond }: Pick<StartNode, 'respond'>,
): number {
  const { prefer } = headers
  const byDefault = respond === 'reply' ? DEFAULT_WAIT_MS : 0
  if (prefer === undefined) return byDefault
  let async = false
  for (const preference of String(prefer).split(',')) {
    const [name = '', value = ''] = (preference.split(';', 1)[0] as string).split('=')
    const word = name.trim().toLowerCase()
    if (word === 'respond-async') async = true
    // The first one counts (RFC 7240 section 2); one that is no number is ignored.
    const seconds = /^\s*"?(\d{1,9})"?\s*$/.exec(value)?.[1]
    if (word === 'wait' && seconds !== undefined) return Math.min(Number(seconds) * 1_000, MAX_WAIT_MS)
  }
  return async ? 0 : byDefault
}
