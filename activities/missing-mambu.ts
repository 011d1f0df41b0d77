import { ApplicationFailure } from '@temporalio/common'
import type { MambuActivities } from './mambu.ts'

/** Retried: a worker that has the settings can still do the work, and no task is lost over a forgotten variable. */
async function sayMissing(): Promise<never> {
  throw ApplicationFailure.retryable(
    'This worker has no Mambu: set MAMBU_BASE_URL and MAMBU_API_KEY',
    'MambuNotConfigured',
  )
}

/** The activities of a worker without Mambu. */
export function missingMambuActivities(): MambuActivities {
  return { getLoan: sayMissing, disburseLoan: sayMissing, createUserTask: sayMissing }
}
