/**
 * API calls that a diagram tries again by itself: the call is one try, and its error exit leads over a delay back to it. From
 * its third try on the task shows the state `retrying`, while it calls and while it waits in a delay, until the call succeeds.
 */
import type { Effect, Outcome } from '../../diagram/step/effect.ts'
import { causeAttribute } from '../../process/attributes/cause-attribute.ts'
import { TOLD_AT_TRY } from '../../process/attributes/retry-notice.ts'
import { beginHold } from '../nodes/run/show-state.ts'
import type { TaskRun, Visit } from '../nodes/run/task-run.ts'

export interface DrawnRetry {
  readonly cause: string
  /** Unix milliseconds, workflow time. */
  readonly since: number
}

export interface DrawnRetries {
  /** A node carries an effect out. */
  begin(node: string, visit: Visit, effect: Effect['kind']): void
  /** @returns the outcome as it is */
  end(node: string, effect: Effect['kind'], outcome: Outcome): Outcome
  /** What a delay that begins now waits for to try again; null: nothing. */
  delayed(): DrawnRetry | null
}

interface Failing {
  tries: number
  cause: string
  since: number
}

/** Counted in the run alone: a task that continues as new begins to count again. */
export function createDrawnRetries(run: TaskRun): DrawnRetries {
  const failing = new Map<string, Failing>()
  let last: string | null = null

  return {
    begin(node, visit, effect) {
      const known = effect === 'api' ? failing.get(node) : undefined
      if (known === undefined || known.tries < TOLD_AT_TRY - 1) return
      if (known.tries < TOLD_AT_TRY) known.since = Date.now()
      beginHold(run, visit, { state: 'retrying', cause: known.cause, since: known.since, place: null })
    },
    end(node, effect, outcome) {
      if (effect !== 'api' || outcome.kind === 'late') return outcome
      if (outcome.kind === 'failed') {
        const { tag, httpCode } = outcome.failure
        const { tries = 0, since = Date.now() } = failing.get(node) ?? {}
        failing.set(node, {
          tries: tries + 1,
          since,
          cause: causeAttribute({ type: tag, details: [{ httpCode }] }),
        })
        last = node
        return outcome
      }
      failing.delete(node)
      if (last === node) last = null
      return outcome
    },
    delayed() {
      const known = last === null ? undefined : failing.get(last)
      return known === undefined || known.tries < TOLD_AT_TRY ? null : known
    },
  }
}
