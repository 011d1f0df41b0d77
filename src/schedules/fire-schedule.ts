import { setTimeout as sleep } from 'node:timers/promises'
import type { ProcessSchedules } from './process-schedules.ts'

/** A triggered Schedule fires within a moment, or counts that it skipped. */
const FIRES_WITHIN_MS = 5_000
/** Nothing tells of a firing that is kept for later. */
const BUFFERS_WITHIN_MS = 1_500

/**
 * Lets a Schedule fire now, under its own overlap policy.
 *
 * @returns the task id, null when none started (yet), and what to tell
 */
export async function fireSchedule(
  schedules: ProcessSchedules,
  process: string,
): Promise<{ readonly taskId: string | null; readonly said: string }> {
  const before = await schedules.read(process)
  // It fires for now, which is later than any firing of before; one of a backfill is not.
  const last =
    before.recent
      .map(({ firedAt }) => firedAt)
      .sort()
      .at(-1) ?? ''
  await schedules.trigger(process)
  const isKept = before.overlap === 'buffer' && before.open.length > 0
  const end = Date.now() + (isKept ? BUFFERS_WITHIN_MS : FIRES_WITHIN_MS)
  while (Date.now() < end) {
    const { fired, skipped, recent } = await schedules.read(process)
    const firing = recent.find(({ firedAt }) => firedAt > last)
    if (fired > before.fired && firing !== undefined) {
      const { taskId } = firing
      return { taskId, said: `Fired: startnode task ${process} ${taskId}` }
    }
    if (skipped > before.skipped)
      return { taskId: null, said: 'Nothing started: a task of the schedule is open' }
    await sleep(100)
  }
  return {
    taskId: null,
    said: isKept
      ? 'It starts when the open task ends'
      : 'Nothing started: a schedule fires once in a second at most',
  }
}
