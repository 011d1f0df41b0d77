/**
 * Has the tasks of a node with a count guard counted when this one comes to stand there, and when it has left (facts:
 * mpo-semantics 43). It tells only that something changed: the number is that of Temporal's visibility, so that tasks which were
 * terminated or reset count as they are, and a repeated telling changes nothing.
 */
import { isCancellation, log, patched, proxyLocalActivities } from '@temporalio/workflow'
import type { DiagramActivities } from '../../activities/diagram/diagram-activities.ts'
import type { Diagram } from '../../diagram/diagram.ts'
import { listCountedNodes } from '../../diagram/step/count-alerts.ts'
import type { Effect } from '../../diagram/step/effect.ts'
import type { TaskRun, Visit } from '../nodes/run/task-run.ts'
import { showPlace } from '../nodes/waits/mark-waiting.ts'

export interface CountWatch {
  /** The task is about to ask for an effect in the node of the visit. */
  arrive(node: string, effect: Effect['kind'], visit: Visit): void
  /** It has left its node. @param visit where it is now; null: at its end */
  leave(visit: Visit | null): void
  /** All is told. To be waited for before the run ends. */
  settled(): Promise<void>
}

/** A task passes the others in no time: it does not stand there. */
const STANDING: readonly Effect['kind'][] = ['stand', 'callback', 'queue', 'call', 'api']

const { watchNode } = proxyLocalActivities<Pick<DiagramActivities, 'watchNode'>>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '500 milliseconds', maximumAttempts: 3 },
})

export function createCountWatch(process: string, diagram: Diagram, run: TaskRun): CountWatch {
  // Without the attribute nobody can count them
  const counted = run.showsNode ? listCountedNodes(diagram) : []
  let standsIn: string | null = null
  let told: Promise<void>[] = []

  async function tell(node: string): Promise<void> {
    try {
      await watchNode({ process, node })
    } catch (error) {
      // A task goes on whether or not others are alerted
      if (!isCancellation(error))
        log.error('Its tasks were not counted: an alert on their number may be late', { node, error })
    }
  }

  return {
    arrive(node, effect, visit) {
      if (standsIn === node || !counted.includes(node) || !STANDING.includes(effect)) return
      // Tasks from before there were alerts
      if (!patched('count-guards')) return
      standsIn = node
      showPlace(run, visit)
      told.push(tell(node))
    },
    leave(visit) {
      if (standsIn === null) return
      if (visit !== null) showPlace(run, visit)
      told.push(tell(standsIn))
      standsIn = null
    },
    async settled() {
      const left = told
      told = []
      await Promise.all(left)
    },
  }
}
