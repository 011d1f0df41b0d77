import type { DiagramNode, Logic } from './diagram.ts'

const NAMES: Readonly<Record<Logic['kind'], string>> = {
  go: 'Pass',
  if: 'Condition',
  set: 'Set Parameters',
  code: 'Code',
  api: 'API Call',
  call: 'Call a Process',
  reply: 'Reply to Process',
  copy: 'Copy Task',
  callback: 'Waiting for Callback',
  queue: 'Queue',
  take: 'Get from Queue',
  sum: 'Sum',
  unsupported: 'Not supported',
}

/**
 * What a node is, by the name that MPO's editor has for it.
 *
 * @param isState of its diagram
 * @example nameNode(node, false) // 'API Call'
 */
export function nameNode({ kind, logics, semaphors }: DiagramNode, isState: boolean): string {
  if (kind === 'start') return 'Start'
  if (kind === 'end') return 'End'
  const action = logics.find((logic) => logic.kind !== 'go' && logic.kind !== 'if')
  if (action?.kind === 'callback' && isState) return 'Set State'
  if (action?.kind === 'copy' && action.mode === 'modify') return 'Modify Task'
  if (action?.kind === 'unsupported')
    return UNSUPPORTED[action.type] ?? `${NAMES.unsupported}: ${action.type}`
  if (action !== undefined) return NAMES[action.kind]
  if (logics.some((logic) => logic.kind === 'if')) return NAMES.if
  return semaphors.some((semaphor) => semaphor.kind === 'time') ? 'Delay' : NAMES.go
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
