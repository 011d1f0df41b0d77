import type { DiagramNode } from './diagram.ts'
import { type NodeType, typeOfNode } from './node-type.ts'

const NAMES: Readonly<Record<NodeType, string>> = {
  start: 'Start',
  success: 'End',
  error: 'End',
  condition: 'Condition',
  set: 'Set Parameters',
  code: 'Code',
  api: 'API Call',
  call: 'Call a Process',
  reply: 'Reply to Process',
  copy: 'Copy Task',
  modify: 'Modify Task',
  callback: 'Waiting for Callback',
  state: 'Set State',
  delay: 'Delay',
  queue: 'Queue',
  take: 'Get from Queue',
  sum: 'Sum',
  pass: 'Pass',
  unsupported: 'Not supported',
}

/**
 * What a node is, by the name that MPO's editor has for it.
 *
 * @param isState of its diagram
 * @example nameNode(node, false) // 'API Call'
 */
export function nameNode(node: DiagramNode, isState: boolean): string {
  const type = typeOfNode(node, isState)
  if (type !== 'unsupported') return NAMES[type]
  const action = node.logics.find((logic) => logic.kind === 'unsupported')
  return UNSUPPORTED[action?.type ?? ''] ?? `${NAMES.unsupported}: ${action?.type}`
}

const UNSUPPORTED: Readonly<Record<string, string>> = {
  db_call: 'Database Call',
  git_call: 'Git Call',
  api_git: 'Git Call',
  api_form: 'Form',
  api_sender: 'Sender',
}

/** How people know a node: by its title, or by what it is and its id where it has none. */
export function labelNode(node: DiagramNode, isState: boolean): string {
  return node.title.trim() === '' ? `${nameNode(node, isState)} ${node.id}` : node.title
}
