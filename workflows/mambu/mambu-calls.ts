/**
 * Mambu's activities as processes call them, with the retry rules that hold for all: a process just says
 * `await node('Repay', () => mambuWrites.repayLoan({ taskId: task.taskId, node: 'Repay', loanId, amount }))`.
 */
import { proxyActivities } from '@temporalio/workflow'
import type { MambuActivities } from '../../activities/mambu.ts'

const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const

/** For what changes nothing: it waits for Mambu up to a day. */
export const mambuReads = proxyActivities<MambuActivities>({
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '1 day',
  retry,
})

/** For the rest. Mambu keeps an Idempotency-Key for 6 hours: a retry after that could post twice, so retries end before. */
export const mambuWrites = proxyActivities<MambuActivities>({
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '5 hours',
  retry,
})

/** For reads of many pages (`totalJournalEntries`): up to an hour; a retry goes on at the page where it was. */
export const mambuScans = proxyActivities<MambuActivities>({
  startToCloseTimeout: '1 hour',
  scheduleToCloseTimeout: '1 day',
  heartbeatTimeout: '2 minutes',
  retry,
})
