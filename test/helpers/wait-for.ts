/** Waits on a condition with a deadline: the only way tests wait. */
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Polls until `check` gives something other than undefined, null or false, and returns it.
 *
 * @param what said in the error when the deadline passes
 * @throws Error after `deadlineMs` (default 80 s), with the last error of `check` as its cause
 */
export async function waitFor<T>(
  what: string,
  check: () => T | Promise<T>,
  deadlineMs = 80_000,
): Promise<NonNullable<Exclude<T, false>>> {
  const begun = Date.now()
  const end = begun + deadlineMs
  let last: unknown
  while (Date.now() < end) {
    try {
      const value = await check()
      if (value !== undefined && value !== null && value !== false)
        return value as NonNullable<Exclude<T, false>>
    } catch (error) {
      last = error
    }
    // What takes long is looked at less often: looking is work too, of Temporal most of all
    await sleep(Math.min(500, 10 + (Date.now() - begun) / 20))
  }
  throw new Error(`Not within ${deadlineMs} ms: ${what}`, { cause: last })
}
