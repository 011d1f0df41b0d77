/** What a running diagram has at hand, for those who carry its effects out. */
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow'
import type { RunDiagramCode } from '../../activities/code/code-input.ts'
import type { DiagramActivities } from '../../activities/diagram/diagram-activities.ts'
import type { QueueActivities } from '../../activities/shared/queue.ts'
import type { SumActivities } from '../../activities/shared/sum.ts'
import type { IndexedDiagram, Place } from '../../diagram/step/place.ts'
import type { CalledTask } from '../../process/diagram/diagram-task.ts'
import type { Visit } from '../nodes/run/task-run.ts'
import type { PassCounter } from './count-passes.ts'
import type { CountWatch } from './count-watch.ts'
import type { DrawnRetries } from './drawn-retries.ts'
import type { Modifications } from './modifications.ts'

export interface DiagramRun {
  readonly diagram: IndexedDiagram
  readonly task: CalledTask<unknown>
  readonly modifications: Modifications
  readonly counts: CountWatch
  readonly passes: PassCounter
  readonly retries: DrawnRetries
  /** It has answered who called it. */
  hasReplied: boolean
  /** Where the task stands now. */
  place: Place
  /** The line of the trace of the node it stands in. */
  visit: Visit
}

/**
 * Quick, and asked again until they answer: they change nothing. Each retry is a timer, longer than the threshold: a task that
 * waits for one is not among those that a worker runs at once, or some that can't go on would keep out all that can.
 */
export const local = proxyLocalActivities<
  Pick<DiagramActivities, 'readForDiagram' | 'findTarget' | 'currentVersion'>
>({
  startToCloseTimeout: '15 seconds',
  localRetryThreshold: '400 milliseconds',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
})

/** A script runs once: what it draws (time, random numbers) stands in the history with its result. */
export const scripts = proxyLocalActivities<{ runDiagramCode: RunDiagramCode }>({
  startToCloseTimeout: '2 minutes',
  retry: { maximumAttempts: 1 },
})

/** One try: the diagram draws its retries itself (facts: mpo-semantics 27). */
export const calls = proxyActivities<Pick<DiagramActivities, 'callForDiagram'>>({
  startToCloseTimeout: '2 minutes',
  retry: { maximumAttempts: 1 },
})

/** They wait out a Temporal or a worker that is away. */
export const shared = proxyActivities<Pick<DiagramActivities, 'modifyNow'> & SumActivities & QueueActivities>(
  {
    startToCloseTimeout: '30 seconds',
    scheduleToCloseTimeout: '1 day',
    retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
  },
)
