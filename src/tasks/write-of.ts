import type { EngineActivities } from '../activities/engine-activities.ts'
import { idempotencyKeyOf } from '../mambu/client/idempotency-key.ts'

/** A write outside, as far as its activity tells. */
export interface WriteOf {
  /** Title of the node, as the activity was told; null: it was not. */
  readonly node: string | null
  /** Idempotency-Key of the operation; null: not known here. */
  readonly key: string | null
  /** Task of which the activity makes a key by itself; null: it makes none. */
  readonly task: string | null
}

/** Activities of the engine that change nothing outside, or, like queues and sums, remember for good what was done. */
const SAFE: Readonly<
  Record<Exclude<keyof EngineActivities, 'apiCall' | 'callForDiagram' | 'modifyNow'>, true>
> = {
  checkDecision: true,
  checkHead: true,
  currentVersion: true,
  findRun: true,
  findTarget: true,
  getFromQueue: true,
  leaveQueue: true,
  locateTask: true,
  lookAtNode: true,
  makeCallbackUrl: true,
  proveChange: true,
  queue: true,
  readForDiagram: true,
  readState: true,
  readSum: true,
  runDiagramCode: true,
  setState: true,
  sum: true,
  watchNode: true,
}

/** Names of activities that only look. */
const LOOKS = /^(?:check|count|find|get|has|is|list|load|look|preview|read|search|total)(?![a-z])/

/**
 * Whether an activity writes outside, and under which key. Told by its name and by what it was given: whatever is not
 * known to look only counts as a write.
 *
 * @param type of the activity
 * @param args what it was given; null: not known
 * @returns null: it only looks
 * @example writeOf('repayLoan', [{ taskId, node: 'Repay', amount }]) // { node: 'Repay', key: 'f3b0...', task: null }
 */
export function writeOf(type: string, args: readonly unknown[] | null): WriteOf | null {
  if (Object.hasOwn(SAFE, type)) return null
  const given: Readonly<Record<string, unknown>> =
    typeof args?.[0] === 'object' && args[0] !== null ? { ...args[0] } : {}
  const { taskId } = given
  const node = textOf(given.node)
  if (type === 'apiCall') {
    if (given.method === 'GET' || given.method === 'HEAD') return null
    const callId = textOf(given.callId)
    const keyed = given.idempotencyKey === true && typeof taskId === 'string' && callId !== null
    return { node, key: keyed ? idempotencyKeyOf(taskId, callId) : null, task: null }
  }
  if (type === 'callForDiagram') {
    const { method } = (given.effect ?? {}) as { readonly method?: unknown }
    return method === 'GET' || method === 'HEAD' ? null : { node, key: null, task: null }
  }
  if (typeof taskId === 'string' && node !== null)
    return { node, key: idempotencyKeyOf(taskId, node), task: null }
  if (LOOKS.test(type)) return null
  return { node, key: textOf(given.idempotencyKey), task: textOf(taskId) }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
