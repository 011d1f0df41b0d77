/**
 * Keeps an authentic delivery that could not become a task, until somebody discards it or 30 days are over.
 * Its argument is the whole delivery, so nothing else has to be kept to look at it or, later, to mend and resend it.
 */
import { condition, defineSignal, setCurrentDetails, setHandler } from '@temporalio/workflow'

/** Why it could not become a task; the code is one of the error table. */
export interface QuarantineProblem {
  readonly code: string
  readonly message: string
  readonly problems: readonly { readonly path: string; readonly message: string }[]
}

export interface QuarantinedDelivery {
  readonly process: string
  readonly taskId: string
  readonly ref: string | null
  /** ISO 8601 with milliseconds, UTC. */
  readonly receivedAt: string
  readonly problem: QuarantineProblem
  readonly contentType: string | null
  /** As sent: text, or base64 where it is not UTF-8 or where text would become too large. */
  readonly body: string
  readonly bodyEncoding: 'text' | 'base64'
  /** True when only the beginning of the body fitted. */
  readonly bodyCut: boolean
}

/** How a quarantined delivery ended. */
export interface QuarantineResult {
  readonly ended: 'discarded' | 'expired'
  /** What the one who discarded it gave as the reason. */
  readonly reason: string | null
}

/** Ends a quarantined delivery for good. */
export const discardSignal = defineSignal<[reason?: string]>('discard')

const KEPT = '30 days'

export async function quarantinedDelivery(delivery: QuarantinedDelivery): Promise<QuarantineResult> {
  let discarded: { reason: string | null } | null = null
  setHandler(discardSignal, (reason) => {
    discarded ??= { reason: reason ?? null }
  })
  setCurrentDetails(describe(delivery))
  await condition(() => discarded !== null, KEPT, { summary: `Kept for ${KEPT}` })
  const end = discarded as { reason: string | null } | null
  return end === null ? { ended: 'expired', reason: null } : { ended: 'discarded', reason: end.reason }
}

function describe({ problem, ref, receivedAt }: QuarantinedDelivery): string {
  const lines = [`In quarantine: \`${problem.code}\` ${problem.message}`, `Received ${receivedAt}`]
  if (ref !== null) lines.push(`Ref: \`${ref.replaceAll('`', "'")}\``)
  for (const { path, message } of problem.problems.slice(0, 20)) lines.push(`- \`${path || '/'}\` ${message}`)
  return lines.join('\n\n')
}
