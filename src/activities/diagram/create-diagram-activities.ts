import { ApplicationFailure } from '@temporalio/activity'
import { type CallPorts, createCallForDiagram } from './call-for-diagram.ts'
import type { DiagramActivities } from './diagram-activities.ts'
import { createFindTarget } from './find-target.ts'
import { createModifyNow } from './modify-now.ts'
import { createReadForDiagram, type ReadPorts } from './read-for-diagram.ts'
import { createNodeWatch } from './watch-node.ts'

/** The activities of diagrams. */
export function createDiagramActivities(ports: ReadPorts & Required<CallPorts>): DiagramActivities {
  return {
    ...createNodeWatch(ports.directory),
    readForDiagram: createReadForDiagram(ports),
    callForDiagram: createCallForDiagram(ports),
    findTarget: createFindTarget(ports),
    modifyNow: createModifyNow(ports.refInId),
    currentVersion: async (process) => {
      const version = ports.directory.byId(process)?.version ?? null
      if (version !== null) return version
      throw ApplicationFailure.retryable(
        `This worker has no diagram ${process}: deploy one that has`,
        'process_unknown',
      )
    },
  }
}
