/**
 * Watches how many tasks stand in a node with count guards, and starts the task of an alert when the number reaches its value, and
 * when it falls below it again (facts: mpo-semantics 43). One run at a time judges the number of a node, and Temporal carries each of
 * its commands out once: each crossing has one task, whatever happens to workers.
 *
 * It begins when a task comes to the node or leaves it, and ends when no alert is on and nothing has changed for a while.
 */
import {
  condition,
  continueAsNew,
  defineSignal,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  startChild,
  workflowInfo,
} from '@temporalio/workflow'
import type { DiagramActivities } from '../../activities/diagram/diagram-activities.ts'
import { sha256 } from '../../diagram/language/functions/sha256.ts'
import { type AlertTask, judgeCount } from '../../diagram/step/count-alerts.ts'
import { LOOK_SIGNAL, type NodeLook, type WatchedNode } from '../../process/diagram/count-guard.ts'
import type { CalledTask } from '../../process/diagram/diagram-task.ts'
import { workflowTypeOf } from '../../process/ids/process-id.ts'
import { taskWorkflowId } from '../../process/ids/workflow-id.ts'
import { isAlreadyStarted } from '../nodes/calls/start-other.ts'
import { cutSummary } from '../nodes/run/cut-summary.ts'
import { MPO_NODE } from '../nodes/run/mpo-node.ts'
import { followBuilds } from './follow-builds.ts'

/** The argument of the first run, and what a later one goes on with. */
export interface NodeAlerts extends WatchedNode {
  /** Names of the guards whose alert is on. */
  readonly raised?: readonly string[]
  /** How many tasks it has started. */
  readonly started?: number
  /** Looks that are still to be taken. */
  readonly due?: number
}

const { lookAtNode } = proxyLocalActivities<Pick<DiagramActivities, 'lookAtNode'>>({
  startToCloseTimeout: '15 seconds',
  scheduleToCloseTimeout: '10 minutes',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
})

/** Visibility is a moment late, and many tasks come at once: the first look after a change, ms. */
const SOON_MS = 1_000
/** The second, for a visibility that is later, ms. */
const LATER_MS = 5_000
/** While an alert is on: tasks that were terminated tell nobody, ms. */
const RAISED_MS = 60_000
const LOOKS = 2

followBuilds(startnodeAlerts)
/** Counts after the signal `look`. */
export async function startnodeAlerts({ process, node, ...before }: NodeAlerts): Promise<void> {
  let { raised = [], started = 0, due = LOOKS } = before
  setHandler(defineSignal(LOOK_SIGNAL), () => {
    due = LOOKS
  })
  for (;;) {
    if (due < LOOKS) await condition(() => due === LOOKS, due > 0 ? LATER_MS : RAISED_MS)
    if (due === LOOKS) await sleep(SOON_MS)
    const look = await lookAtNode({ process, node })
    if (look === null) return
    const judged = judgeCount(look.guards, raised, look.standing)
    setCurrentDetails(`**${look.standing}** stand in ${look.place.replace(/[\\`*_[\]<>#|~]/g, '\\$&')}`)
    for (const alert of judged.alerts) {
      started += 1
      await startAlert({ process, node }, look, alert, started)
    }
    raised = judged.raised
    due = Math.max(0, due - 1)
    if (due === 0 && raised.length === 0) return
    if (workflowInfo().continueAsNewSuggested)
      return await continueAsNew<typeof startnodeAlerts>({ process, node, raised, started, due })
  }
}

async function startAlert(
  { process, node }: WatchedNode,
  { version, place, standing }: NodeLook,
  { to, data }: AlertTask,
  number: number,
): Promise<void> {
  // The same after a reset
  const crossing = `${workflowInfo().firstExecutionRunId}\0${number}`
  const taskId = hexOf(`startnode:alert:v1\0${process}\0${node}\0${to}\0${crossing}`).slice(0, 24)
  const task: CalledTask = {
    process,
    version,
    taskId,
    ref: null,
    data,
    begins: to,
    delivery: {
      key: null,
      receivedAt: new Date().toISOString(),
      method: 'alert',
      contentType: null,
      format: 'json',
    },
    keysByTask: true,
  }
  const values = { MpoProcess: process, MpoTaskId: taskId, MpoNode: 'Start' }
  try {
    await startChild(workflowTypeOf(process), {
      args: [task],
      workflowId: taskWorkflowId(process, taskId),
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      parentClosePolicy: 'ABANDON',
      // They are known to the namespace: by them the tasks were counted
      typedSearchAttributes: Object.entries(values).map(([name, value]) => ({
        key: { ...MPO_NODE, name },
        value,
      })),
      staticSummary: cutSummary(`${standing} in ${place}`),
      staticDetails: `**${process}** task \`${taskId}\`, an alert on the number of tasks in a node`,
    })
  } catch (error) {
    if (!isAlreadyStarted(error)) throw error
  }
}

function hexOf(text: string): string {
  return [...sha256(new TextEncoder().encode(text))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}
