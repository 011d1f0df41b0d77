/** What became of a delivery: a task of its own, a signal to the open task of its ref, or an entry in quarantine. */
export const TASK_OUTCOMES = ['task', 'signal', 'quarantine'] as const

export type TaskOutcome = (typeof TASK_OUTCOMES)[number]

/** Told by the workflow type of the run. */
export function taskOutcomeOf(workflowType: string): TaskOutcome {
  if (workflowType === 'quarantinedDelivery') return 'quarantine'
  return workflowType === 'deliveryRecord' ? 'signal' : 'task'
}
