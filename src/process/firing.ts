/** The task of a firing of a Schedule: told by the workflow id that Temporal gives the firing, and nothing else. */

export interface Firing {
  /** ISO 8601 without milliseconds, UTC: the time it was for, however late it came. */
  readonly firedAt: string
  readonly taskId: string
}

/** A Schedule ends the workflow ids of its firings so. */
const FIRED_AT = /-(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/
const TASK_IDS = /^[0-9a-f]{16}$/

/**
 * @param workflowId of the firing
 * @param taskIds 16 lower-case hex of the Schedule, the first of each of its task ids; the others are the seconds
 * @returns null where this is no firing
 * @example readFiring('rates/s/at-2026-11-24T06:00:00Z', 'a3f0b1c2d4e5f607')
 */
export function readFiring(workflowId: string, taskIds: string): Firing | null {
  const firedAt = FIRED_AT.exec(workflowId)?.[1]
  const seconds = Date.parse(firedAt ?? '') / 1_000
  if (firedAt === undefined || Number.isNaN(seconds) || !TASK_IDS.test(taskIds)) return null
  return { firedAt, taskId: taskIds + seconds.toString(16).padStart(8, '0') }
}
