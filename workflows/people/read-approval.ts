import type { MambuUser } from '../../activities/mambu.ts'
import type { SignalVerdict } from '../../src/workflows/nodes/index.ts'

/** The payload of the signal `approve`. */
export interface Approval {
  /** Who decides: name or key of a Mambu user. */
  readonly by: string
  readonly decision: 'approve' | 'reject'
  readonly comment: string | null
  /** True: a holder of a signing key has seen that it is of `by`. */
  readonly proved: boolean
}

const MAX_NAME = 128
const MAX_COMMENT = 1000

/** Names that look the same are the same person here: case, outer space and Unicode form do not count. */
function sameName(a: string, b: string): boolean {
  return fold(a) === fold(b)
}

function fold(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}

/** Whether a name that somebody gave is the key or the name of a user. */
export function isUser(name: string, { key, username }: MambuUser): boolean {
  return sameName(name, key) || (username !== null && sameName(name, username))
}

/**
 * Judges a signal `approve`: four eyes need somebody else than the requester, with a clear decision.
 *
 * @param requester null where nobody is known to have asked
 * @param proved as `waitForSignal` says it of a decision; default: it is not
 * @example
 * ```sh
 * temporal workflow signal -w loan-approved/r/LNAC0503 --name approve --input '{"by":"bob","decision":"approve"}'
 * ```
 */
export function readApproval(
  payload: unknown,
  requester: MambuUser | null,
  proved = false,
): SignalVerdict<Approval> {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
    return { refused: 'it is not an object' }
  const { by, decision, comment } = payload as Readonly<Record<string, unknown>>
  if (typeof by !== 'string' || fold(by) === '') return { refused: "'by' does not say who decides" }
  if (by.length > MAX_NAME) return { refused: `'by' is longer than ${MAX_NAME} characters` }
  if (decision !== 'approve' && decision !== 'reject')
    return { refused: "'decision' is neither 'approve' nor 'reject'" }
  if (comment !== undefined && comment !== null && typeof comment !== 'string')
    return { refused: "'comment' is not text" }
  if (typeof comment === 'string' && comment.length > MAX_COMMENT)
    return { refused: `'comment' is longer than ${MAX_COMMENT} characters` }
  if (requester !== null && isUser(by, requester))
    return { refused: `${by.trim()} is the requester: somebody else must decide` }
  return { accepted: { by: by.trim(), decision, comment: comment ?? null, proved } }
}
