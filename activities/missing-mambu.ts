import { ApplicationFailure } from '@temporalio/common'
import { createMambuActivities, type MambuActivities } from './mambu.ts'

/** Retried: a worker that has the settings can still do the work, and no task is lost over a forgotten variable. */
async function sayMissing(): Promise<never> {
  throw ApplicationFailure.retryable(
    'This worker has no Mambu: set MAMBU_BASE_URL and MAMBU_API_KEY (or MAMBU_USER and MAMBU_PASSWORD)',
    'MambuNotConfigured',
  )
}

/** The activities of a worker without Mambu: all names are there, none works. */
export function missingMambuActivities(): MambuActivities {
  const names = Object.keys(createMambuActivities({ baseUrl: 'http://127.0.0.1' }))
  return Object.fromEntries(names.map((name) => [name, sayMissing])) as unknown as MambuActivities
}
