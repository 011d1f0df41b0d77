import { ApplicationFailure } from '@temporalio/activity'
import { createCallForDiagram } from './call-for-diagram.ts'
import type { DiagramActivities } from './diagram-activities.ts'
import { createFindTarget } from './find-target.ts'
import { createModifyNow } from './modify-now.ts'
import { createReadForDiagram, type ReadPorts } from './read-for-diagram.ts'

/** The activities of diagrams. */
export function createDiagramActivities(ports: ReadPorts): DiagramActivities {
  return {
    readForDiagram: createReadForDiagram(ports),
    callForDiagram: createCallForDiagram({ variables: ports.variables }),
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
