import type { DiagramNode, Logic } from '../diagram.ts'

/** A way out of a node. */
export interface Way {
  /** Id of the node it leads to; `''`: none is named. */
  readonly to: string
  /** JSON Pointer below the node. */
  readonly below: string
  /** For people, e.g. `go`. */
  readonly what: string
  readonly kind: WayKind
}

/** Why a task goes a way: it is done, a condition holds, it failed, it stood too long, too many stand. */
export const WAY_KINDS = ['go', 'if', 'error', 'time', 'count'] as const

export type WayKind = (typeof WAY_KINDS)[number]

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
      kind,
    })),
  ]
}

function waysOf(logic: Logic): Omit<Way, 'below'>[] {
  if (logic.kind === 'go') return [{ to: logic.to, what: 'go', kind: 'go' }]
  if (logic.kind === 'if') return [{ to: logic.to, what: 'A condition', kind: 'if' }]
  return logic.onError === null ? [] : [{ to: logic.onError, what: 'err_node_id', kind: 'error' }]
}
