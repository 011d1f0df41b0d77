import type { MambuUser } from '../../activities/mambu.ts'
import type { SignalVerdict } from '../../src/workflows/nodes/index.ts'
import { isUser, readApproval } from '../people/read-approval.ts'

/** The payload of the signal `approve` where a person may also name another to decide. */
export interface Decision {
  readonly by: string
  readonly decision: 'approve' | 'reject' | 'delegate'
  /** Name or key of the user who decides instead; null but for `delegate`. */
  readonly to: string | null
  readonly comment: string | null
  readonly proved: boolean
}

const MAX_NAME = 128

/**
 * Judges a decision as `readApproval` does, with `delegate` as a third one. What somebody may is asked of Mambu
 * afterwards.
 *
 * @example
 * ```sh
 * temporal workflow signal -w four-eyes-approval/r/LN1 --name approve --input '{"by":"carol","decision":"delegate","to":"dave"}'
 * ```
 */
export function readDecision(
  payload: unknown,
  requester: MambuUser | null,
  proved = false,
): SignalVerdict<Decision> {
  const { decision, to } = (payload ?? {}) as Readonly<Record<string, unknown>>
  if (decision !== 'delegate') {
    const verdict = readApproval(payload, requester, proved)
    return 'refused' in verdict ? verdict : { accepted: { ...verdict.accepted, to: null } }
  }
  const verdict = readApproval({ ...(payload as object), decision: 'approve' }, requester, proved)
  if ('refused' in verdict) return verdict
  if (typeof to !== 'string' || to.trim() === '' || to.length > MAX_NAME)
    return { refused: "'to' does not say who decides instead" }
  if (requester !== null && isUser(to, requester)) return { refused: 'the requester can not decide' }
  return { accepted: { ...verdict.accepted, decision: 'delegate', to: to.trim() } }
}
