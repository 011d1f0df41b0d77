/**
 * What became of a delivery: a task of its own, a signal to the open task of its ref, or an entry in quarantine; or its
 * record has not decided yet, because no worker had time for it.
 */
export const TASK_OUTCOMES = ['task', 'signal', 'quarantine', 'undecided'] as const

export type TaskOutcome = (typeof TASK_OUTCOMES)[number]

/** Told by the run. A record that started a task leads on to it (find-task.ts), so one that is shown was a signal. */
export function taskOutcomeOf(workflowType: string, status: string): TaskOutcome {
  if (workflowType === 'quarantinedDelivery') return 'quarantine'
  if (workflowType !== 'deliveryRecord' && workflowType !== 'callbackRecord') return 'task'
  return status === 'RUNNING' ? 'undecided' : 'signal'
}
