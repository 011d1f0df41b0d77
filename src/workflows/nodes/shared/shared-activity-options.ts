import type { ActivityOptions } from '@temporalio/workflow'

/** Of the activities that reach queues, sums and states: they wait out a worker or a Temporal that is away. */
export const SHARED_ACTIVITY_OPTIONS: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
}
