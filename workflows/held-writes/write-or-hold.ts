import { ApplicationFailure, uuid4, workflowInfo } from '@temporalio/workflow'
import type { MambuActivities } from '../../activities/mambu.ts'
import {
  node,
  note,
  queue,
  readState,
  type SignalVerdict,
  waitForSignal,
} from '../../src/workflows/nodes/index.ts'
import { mambuWrites } from '../mambu/mambu-calls.ts'
import {
  type AnyWrite,
  HELD_WRITES,
  type HeldWrite,
  type HoldableWrite,
  type Resumed,
  resumeHeldWrites,
  WINDOW_STATE,
  type WindowState,
} from './held-writes.ts'

/** What became of a write. `held`: it is done when Mambu can be written to again. */
export type WriteOutcome = 'done' | 'held'

/**
 * Writes to Mambu at a node of its own; while Mambu is read-only the write is put into a queue instead. Without `waitMs`
 * the task then goes on; with it, it waits that long for its turn.
 *
 * @param title of the node; `input.node` makes the Idempotency-Key
 * @param options.waitMs milliseconds. Default 0
 * @throws ActivityFailure as the write does; ApplicationFailure `HeldWriteFailed` when it was waited for and failed
 * @example
 * ```ts
 * await writeOrHold('Comment', 'createComment', { taskId, node: 'Comment', ownerType: 'CLIENT', ownerKey, text })
 * ```
 */
export function writeOrHold<Name extends HoldableWrite>(
  title: string,
  activity: Name,
  input: Parameters<MambuActivities[Name]>[0],
  { waitMs = 0 }: { readonly waitMs?: number } = {},
): Promise<WriteOutcome> {
  return node(title, async () => {
    if (!(await isReadOnly())) {
      await (mambuWrites[activity] as AnyWrite)(input)
      return 'done'
    }
    const signal = waitMs > 0 ? `held-write-${uuid4()}` : null
    const from = workflowInfo().workflowId
    await queue('Hold the write', HELD_WRITES, { title, activity, input, from, signal } satisfies HeldWrite)
    // The window may have ended between the look and the put: then nobody else would come for it
    if (!(await isReadOnly())) await resumeHeldWrites()
    if (signal === null) {
      note('Mambu is read-only: the write is held')
      return 'held'
    }
    const resumed = await waitForSignal('Wait until Mambu takes writes', {
      signal,
      timeoutMs: waitMs,
      read: readResumed,
    })
    if (resumed === null) return 'held'
    if (resumed.outcome === 'done') return 'done'
    throw ApplicationFailure.nonRetryable(`The held write failed: ${resumed.reason}`, 'HeldWriteFailed')
  })
}

async function isReadOnly(): Promise<boolean> {
  const state = await readState<WindowState>('See whether Mambu takes writes', WINDOW_STATE)
  return state?.data.readOnly === true && state.data.until > Date.now()
}

function readResumed(payload: unknown): SignalVerdict<Resumed> {
  const { outcome, reason } = (payload ?? {}) as Partial<{ outcome: unknown; reason: unknown }>
  if (outcome === 'done') return { accepted: { outcome } }
  if (outcome === 'refused' || outcome === 'unknown')
    return { accepted: { outcome, reason: String(reason).slice(0, 1_000) } }
  return { refused: 'it says no outcome' }
}
