/** What nodes refer to: other processes, aliases, variables; and braces that refer to nothing. */
import type { DiagramNode } from '../diagram.ts'
import { inspectText, type ProblemKind } from '../language/index.ts'
import { type Judging, note } from './judging.ts'
import { listTexts, type NodeText } from './list-texts.ts'

export function checkReferences(judging: Judging): void {
  for (const node of judging.diagram.nodes) {
    for (const [at, logic] of node.logics.entries())
      if (logic.kind === 'call' || logic.kind === 'copy' || logic.kind === 'take')
        checkTarget(judging, node, logic.target.conv, `/condition/logics/${at}`)
    for (const text of listTexts(node)) checkText(judging, node, text)
  }
}

function checkText(
  judging: Judging,
  node: DiagramNode,
  { text, below, inApiCall, functions }: NodeText,
): void {
  if (!text.includes('{{') && !text.includes('$.')) return
  const at = { node, below }
  const { problems, references } = inspectText(text, { functions })
  for (const { kind, at: start, message } of problems) {
    const shown = `${message}: ${text.slice(start, start + 80)}`
    if (BRACES.includes(kind)) note(judging, 'braces_open', at, shown)
    else note(judging, 'function_odd', at, shown)
  }
  for (const reference of references) {
    if (reference.kind === 'conv' && reference.conv !== null)
      checkTarget(judging, node, reference.conv, below)
    if (reference.kind === 'variable' && reference.name !== null)
      checkVariable(judging, at, reference.name.replace(/^@/, ''), inApiCall)
  }
}

const BRACES: readonly ProblemKind[] = ['open_braces', 'empty_reference', 'open_bracket']

function checkVariable(
  judging: Judging,
  at: { readonly node: DiagramNode; readonly below: string },
  name: string,
  inApiCall: boolean,
): void {
  const shown = `'@${name.slice(0, 60)}'`
  if (!/^[a-z0-9-]+$/.test(name))
    note(judging, 'variable_name_odd', at, `The variable ${shown} has letters that MPO's editor forbids`)
  if (judging.context.secrets.has(name) && !inApiCall)
    note(
      judging,
      'secret_outside_api_call',
      at,
      `The secret variable ${shown} is used outside of an API Call, which MPO does not allow`,
    )
}

/** Only what is named outright can be looked for; a name that comes from the task can't. */
function checkTarget(judging: Judging, node: DiagramNode, conv: string, below: string): void {
  const { processes, aliases } = judging.context
  const at = { node, below }
  if (conv.includes('{{') || conv.includes('}}')) return
  if (conv === '') note(judging, 'process_absent', at, 'It names no process (conv_id is empty): it will fail')
  else if (conv.startsWith('@')) {
    if (!aliases.has(conv.slice(1)))
      note(
        judging,
        'alias_absent',
        at,
        `The alias '${conv.slice(0, 60)}' is not in this import: it must be there when a task comes here, or it will fail`,
      )
  } else if (!processes.has(conv))
    note(
      judging,
      'process_absent',
      at,
      `The process ${conv.slice(0, 60)} is neither in this import nor here: import it, or it will fail as in MPO`,
    )
}
