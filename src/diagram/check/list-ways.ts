import type { DiagramNode, Logic } from '../diagram.ts'

/** A way out of a node. */
export interface Way {
  /** Id of the node it leads to; `''`: none is named. */
  readonly to: string
  /** JSON Pointer below the node. */
  readonly below: string
  /** For people, e.g. `go`. */
  readonly what: string
}

/** Every way out of a node: go, conditions, errors, guards. Those of stubs lead nowhere. */
export function listWays({ logics, semaphors }: DiagramNode): Way[] {
  return [
    ...logics.flatMap((logic, at) =>
      waysOf(logic).map((way) => ({ ...way, below: `/condition/logics/${at}` })),
    ),
    ...semaphors.map(({ kind, to }, at) => ({
      to,
      below: `/condition/semaphors/${at}`,
      what: kind === 'time' ? 'The time guard' : 'The alert on the queue',
    })),
  ]
}

function waysOf(logic: Logic): Pick<Way, 'to' | 'what'>[] {
  if (logic.kind === 'go') return [{ to: logic.to, what: 'go' }]
  if (logic.kind === 'if') return [{ to: logic.to, what: 'A condition' }]
  return logic.onError === null ? [] : [{ to: logic.onError, what: 'err_node_id' }]
}
