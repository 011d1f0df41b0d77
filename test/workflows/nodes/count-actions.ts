import type proto from '@temporalio/proto'

type History = proto.temporal.api.history.v1.IHistory

/**
 * Billable Actions of one run, by the price list of Temporal Cloud: start 1, activity 1 and each retry 1, all local
 * activities of one workflow task 1, timer 1, child 2, signal received or sent 1, update 1, upsert of attributes 1.
 */
export function countActions({ events }: History): number {
  let actions = 0
  const tasksWithLocal = new Set<string>()
  for (const event of events ?? []) {
    if (event.workflowExecutionStartedEventAttributes) actions += 1
    if (event.activityTaskScheduledEventAttributes) actions += 1
    if (event.activityTaskStartedEventAttributes)
      actions += (event.activityTaskStartedEventAttributes.attempt ?? 1) - 1
    if (event.timerStartedEventAttributes) actions += 1
    if (event.startChildWorkflowExecutionInitiatedEventAttributes) actions += 2
    if (event.workflowExecutionSignaledEventAttributes) actions += 1
    if (event.signalExternalWorkflowExecutionInitiatedEventAttributes) actions += 1
    if (event.workflowExecutionUpdateAcceptedEventAttributes) actions += 1
    if (event.upsertWorkflowSearchAttributesEventAttributes) actions += 1
    const marker = event.markerRecordedEventAttributes
    if (marker?.markerName === 'core_local_activity')
      tasksWithLocal.add(String(marker.workflowTaskCompletedEventId))
  }
  return actions + tasksWithLocal.size
}
