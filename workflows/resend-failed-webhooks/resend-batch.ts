import { ActivityFailure, ApplicationFailure, isCancellation, sleep } from '@temporalio/workflow'
import type { CommunicationMessage } from '../../activities/mambu.ts'
import { node, note } from '../../src/workflows/nodes/index.ts'
import { writeOrHold } from '../held-writes/write-or-hold.ts'
import { mambuReads } from '../mambu/mambu-calls.ts'

/** What became of messages that Mambu was asked to resend. */
export interface BatchOutcome {
  readonly delivered: readonly CommunicationMessage[]
  /** With the reason that they have now. */
  readonly failedAgain: readonly CommunicationMessage[]
  /** Queued, waiting for Mambu's breaker, or being sent still. */
  readonly underWay: readonly CommunicationMessage[]
}

/** Mambu sends in its own time. Milliseconds between the looks: some 10 minutes in all. */
const LOOKS_MS = [1_000, 1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 60_000, 120_000, 180_000, 180_000]
/** Until then FAILED may be what it was before. */
const TRUSTED_AFTER_LOOKS = 3
const HOLD_MS = 6 * 60 * 60 * 1000

/**
 * Asks Mambu to resend messages and waits for what becomes of them.
 *
 * @param batch number of the request within the task: Mambu takes each once
 * @returns null: Mambu takes no writes; the request is held until it does. Or why Mambu refused it
 */
export async function resendBatch(
  taskId: string,
  batch: number,
  messages: readonly CommunicationMessage[],
): Promise<BatchOutcome | string | null> {
  const keys = messages.map(({ key }) => key)
  try {
    const write = { taskId, node: `Resend ${batch}`, keys }
    const asked = await writeOrHold('Resend', 'resendCommunications', write, { waitMs: HOLD_MS })
    if (asked === 'held') return null
  } catch (error) {
    if (isCancellation(error)) throw error
    if (error instanceof ApplicationFailure && error.type === 'HeldWriteFailed') return error.message
    if (!(error instanceof ActivityFailure)) throw error
    return error.cause?.message ?? error.message
  }
  return node('Wait for the resends', () => settle(messages))
}

async function settle(messages: readonly CommunicationMessage[]): Promise<BatchOutcome> {
  const asked = new Set(messages.map(({ key }) => key))
  const seenSending = new Set<string>()
  const delivered: CommunicationMessage[] = []
  const failedAgain: CommunicationMessage[] = []
  let underWay: readonly CommunicationMessage[] = messages
  for (const [look, pauseMs] of LOOKS_MS.entries()) {
    await sleep(pauseMs)
    const now = await mambuReads.readCommunications([...asked])
    const open: CommunicationMessage[] = []
    for (const message of now) {
      const isTrusted = look + 1 >= TRUSTED_AFTER_LOOKS || seenSending.has(message.key)
      if (message.state === 'SENT') delivered.push(message)
      else if (message.state === 'FAILED' && isTrusted) failedAgain.push(message)
      else open.push(message)
      if (message.state !== 'FAILED') seenSending.add(message.key)
    }
    underWay = open
    asked.clear()
    for (const { key } of open) asked.add(key)
    note(`${delivered.length} delivered, ${failedAgain.length} failed again, ${open.length} under way`)
    if (open.length === 0) break
  }
  return { delivered, failedAgain, underWay }
}
