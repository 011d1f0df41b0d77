/** Count guards: has the tasks of a node counted, and counts them. */
import { ApplicationFailure, Context } from '@temporalio/activity'
import { ALERTS, LOOK_SIGNAL, type WatchedNode } from '../../process/diagram/count-guard.ts'
import type { ProcessDirectory } from '../../process/diagram/process-directory.ts'
import { countStanding } from './count-standing.ts'
import type { DiagramActivities } from './diagram-activities.ts'

/** Of one node a worker asks for a count this often at most, however many tasks come and go, ms. */
const ASK_EVERY_MS = 100

/** Makes the local activities `watchNode` and `lookAtNode`. */
export function createNodeWatch(
  directory: ProcessDirectory,
): Pick<DiagramActivities, 'watchNode' | 'lookAtNode'> {
  const askedAt = new Map<string, number>()
  /** By name of the node: not sent yet, so that it counts for all that came meanwhile. */
  const gathered = new Map<string, Promise<void>>()

  async function ask(name: string, watched: WatchedNode): Promise<void> {
    const { client, info } = Context.current()
    const pauseMs = Math.max(0, (askedAt.get(name) ?? 0) + ASK_EVERY_MS - Date.now())
    // Always in a later turn: `gathered` has it by then
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    gathered.delete(name)
    askedAt.set(name, Date.now())
    await client.workflow.signalWithStart(ALERTS.workflowType, {
      workflowId: `${ALERTS.prefix}${name}`,
      taskQueue: info.taskQueue,
      args: [watched],
      signal: LOOK_SIGNAL,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: `Counts the tasks in ${name}`,
    })
  }

  return {
    async watchNode({ process, node }) {
      const guards = directory.byId(process)?.countGuards(node) ?? []
      if (guards.length === 0) return
      const name = `${process}/${node}`
      const asked = gathered.get(name) ?? ask(name, { process, node })
      gathered.set(name, asked)
      await asked
    },

    async lookAtNode({ process, node }) {
      const known = directory.byId(process)
      if (known === null)
        throw ApplicationFailure.retryable(
          `This worker has no process ${process}: deploy one that has`,
          'process_unknown',
        )
      const { version } = known
      const guards = known.countGuards(node)
      const places = known.placesOf(node)
      const [place] = places
      if (guards.length === 0 || version === null || place === undefined) return null
      return { standing: await countStanding(process, places), guards, version, place }
    },
  }
}
