import { CancellationScope, sleep } from '@temporalio/workflow'
import type { Guard, Outcome } from '../../diagram/step/effect.ts'

/**
 * Does something until the guard of its node fires; what has not ended then is given up.
 *
 * @throws what `work` throws; CancelledFailure when the task is cancelled
 */
export async function raceGuard(guard: Guard | null, work: () => Promise<Outcome>): Promise<Outcome> {
  if (guard === null) return await work()
  const scope = new CancellationScope()
  const timer = new CancellationScope()
  const late = timer.run(async (): Promise<Outcome> => {
    await sleep(Math.max(guard.at - Date.now(), 1))
    return { kind: 'late', to: guard.to }
  })
  const worked = scope.run(work)
  try {
    return await Promise.race([worked, late])
  } finally {
    scope.cancel()
    timer.cancel()
    await Promise.allSettled([worked, late])
  }
}
