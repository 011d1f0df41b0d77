/** All processes of a project, in code and as diagrams, as those who name one find them. */

import type { KnownProcess } from '../process/diagram/process-directory.ts'
import type { StartNode } from '../start-node/start-node.ts'
import type { LoadedDiagram } from './load-diagrams.ts'

/**
 * Lists the processes that nodes may name.
 *
 * @param startNodes of `loadStartNodes`, those of the diagrams among them
 * @example createDirectory(knownProcesses(startNodes, diagrams)).byMpoId('1668282')
 */
export function knownProcesses(
  startNodes: ReadonlyMap<string, StartNode>,
  diagrams: ReadonlyMap<string, LoadedDiagram>,
): readonly KnownProcess[] {
  return [...startNodes.values()].map((startNode) => {
    const { process, input, replaces } = startNode
    const loaded = diagrams.get(process)
    return {
      process,
      mpoId: loaded === undefined ? replaces : loaded.diagram.mpoId,
      kind: loaded === undefined ? 'code' : 'diagram',
      isState: loaded?.diagram.isState ?? false,
      version: loaded?.version ?? null,
      inputProblem: (data) => {
        const checked = input.safeParse(data)
        return checked.success ? null : (checked.error.issues[0]?.message ?? 'The data does not fit')
      },
    }
  })
}
