/** Mambu for processes. Every call can be repeated: reads by nature, POSTs by their Idempotency-Key, the rest by its effect. */
import { createMambuCalls } from '../src/mambu/client/mambu-calls.ts'
import type { MambuOptions } from '../src/mambu/client/mambu-client.ts'
import { cardActivities } from './mambu/cards.ts'
import { clientActivities } from './mambu/clients.ts'
import { communicationActivities } from './mambu/communications.ts'
import { currencyActivities } from './mambu/currencies.ts'
import { depositActivities } from './mambu/deposits.ts'
import { endOfDayActivities } from './mambu/end-of-day.ts'
import { holdActivities } from './mambu/holds.ts'
import { ledgerActivities } from './mambu/ledger.ts'
import { loanTransactionActivities } from './mambu/loan-transactions.ts'
import { loanActivities } from './mambu/loans.ts'
import { userActivities } from './mambu/users.ts'
import { workItemActivities } from './mambu/work-items.ts'

export interface MambuActivityOptions extends MambuOptions {
  /**
   * Milliseconds an approver has. Default 3 days. It travels with the answer of `getLoan`, so that a change holds for
   * later tasks and never for one that already waits.
   */
  readonly approvalTimeoutMs?: number
}

/**
 * All activities of Mambu.
 *
 * @throws ApplicationFailure from each of them, as `CallMambu` says; `MambuAnswerInvalid` names the place that does not fit
 * @example
 * ```ts
 * const activities = createMambuActivities({ baseUrl: 'https://TENANT.mambu.com/api', apiKey })
 * ```
 */
export function createMambuActivities(options: MambuActivityOptions) {
  const calls = createMambuCalls(options)
  return {
    ...userActivities(calls),
    ...clientActivities(calls),
    ...loanActivities(calls, options),
    ...loanTransactionActivities(calls),
    ...depositActivities(calls),
    ...holdActivities(calls),
    ...cardActivities(calls),
    ...ledgerActivities(calls),
    ...currencyActivities(calls),
    ...endOfDayActivities(calls),
    ...communicationActivities(calls),
    ...workItemActivities(calls),
  }
}

export type MambuActivities = ReturnType<typeof createMambuActivities>

export type * from './mambu/cards.ts'
export type * from './mambu/clients.ts'
export type * from './mambu/communications.ts'
export type * from './mambu/currencies.ts'
export type * from './mambu/deposits.ts'
export type * from './mambu/end-of-day.ts'
export type * from './mambu/holds.ts'
export type * from './mambu/ledger.ts'
export type * from './mambu/loan-transactions.ts'
export type * from './mambu/loans.ts'
export type * from './mambu/transactions.ts'
export type * from './mambu/users.ts'
export type * from './mambu/work-items.ts'
