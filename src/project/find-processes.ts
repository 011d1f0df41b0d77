/** All processes of a project, in code and as diagrams, as those who name one find them. */

import { callbackPointerOf } from '../diagram/callback-pointer.ts'
import { labelNode } from '../diagram/name-node.ts'
import { countGuardsOf } from '../diagram/step/count-alerts.ts'
import type { KnownProcess } from '../process/diagram/process-directory.ts'
import { placeAttribute } from '../process/node-attribute.ts'
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
      placesOf: (id) => (loaded === undefined ? [] : placesIn(loaded, id)),
      callbackPointer: (id) =>
        callbackPointerOf(loaded?.diagram.nodes.find((node) => node.id === id) ?? null),
      countGuards: (id) => (loaded === undefined ? [] : countGuardsOf(loaded.diagram, id)),
      inputProblem: (data) => {
        const checked = input.safeParse(data)
        return checked.success ? null : (checked.error.issues[0]?.message ?? 'The data does not fit')
      },
    }
  })
}

/**
 * What `MpoNode` says of tasks at a node of an imported process, the title of the current version first: those that began with an
 * older one may know it by another.
 *
 * @param id of the node
 * @example placesIn(loaded, '5f0060040000000000000200') // ['Wait for the bank [5f0060040000000000000200]']
 */
export function placesIn({ diagram, versions }: LoadedDiagram, id: string): readonly string[] {
  const places = [diagram, ...versions.values()].flatMap(({ nodes, isState }) =>
    nodes.filter((node) => node.id === id).map((node) => placeAttribute(labelNode(node, isState), id)),
  )
  return [...new Set(places)]
}
