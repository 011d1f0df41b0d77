import type { DiagramNode } from './diagram.ts'

/** What a node is, as MPO's editor tells its nodes apart. */
export const NODE_TYPES = [
  'start',
  'success',
  'error',
  'condition',
  'set',
  'code',
  'api',
  'call',
  'reply',
  'copy',
  'modify',
  'callback',
  'state',
  'delay',
  'queue',
  'take',
  'sum',
  'pass',
  'unsupported',
] as const

export type NodeType = (typeof NODE_TYPES)[number]

/**
 * The type of a node: by its first action, as its icon in MPO's editor is.
 *
 * @param isState of its diagram
 * @example typeOfNode(node, false) // 'api'
 */
export function typeOfNode({ kind, icon, logics, semaphors }: DiagramNode, isState: boolean): NodeType {
  if (kind === 'start') return 'start'
  if (kind === 'end') return icon === 'error' ? 'error' : 'success'
  for (const logic of logics) {
    if (logic.kind === 'go' || logic.kind === 'if') continue
    if (logic.kind === 'callback') return isState ? 'state' : 'callback'
    if (logic.kind === 'copy') return logic.mode === 'modify' ? 'modify' : 'copy'
    return logic.kind
  }
  if (logics.some((logic) => logic.kind === 'if')) return 'condition'
  return semaphors.some((semaphor) => semaphor.kind === 'time') ? 'delay' : 'pass'
}
