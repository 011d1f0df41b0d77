/** One step of dunning: a notice goes out, then the customer has time to pay. */
export interface DunningLevel {
  /** Names the template of the message; also what stands in the custom field of the loan. */
  readonly id: 'REMINDER' | 'NOTICE_1' | 'NOTICE_2' | 'FINAL_NOTICE'
  /** For operators. */
  readonly title: string
  /** Days from the notice to the next level. */
  readonly days: number
}

/** What goes out before the due date, on Mambu's REPAYMENT_REMINDER (10 trigger days in its own example). */
export const REMINDER: DunningLevel = { id: 'REMINDER', title: 'reminder', days: 10 }

/** What follows once a loan is in arrears, in this order. Change it here: open tasks keep the days they wait for. */
export const LEVELS: readonly DunningLevel[] = [
  { id: 'NOTICE_1', title: 'first notice', days: 7 },
  { id: 'NOTICE_2', title: 'second notice', days: 14 },
  { id: 'FINAL_NOTICE', title: 'final notice', days: 14 },
]

/** Days in which a person decides about legal steps. */
export const DECISION_DAYS = 14

/** Furthest day of a promise to pay, in days from now; and how many promises one task takes. */
export const PROMISE = { days: 30, perTask: 2 } as const
