/** What nodes refer to: other processes, aliases, variables; and braces that refer to nothing. */
import type { DiagramNode } from '../diagram.ts'
import { type Judging, note } from './judging.ts'
import { listTexts, type NodeText } from './list-texts.ts'

const CONV = /\{\{\s*conv\[\s*(@?)([^\]{}]+?)\s*\]/g
const VARIABLE = /env_var\[\s*@([^\]{}]+?)\s*\]/g

export function checkReferences(judging: Judging): void {
  for (const node of judging.diagram.nodes) {
    for (const [at, logic] of node.logics.entries())
      if (logic.kind === 'call' || logic.kind === 'copy' || logic.kind === 'take')
        checkTarget(judging, node, logic.target.conv, `/condition/logics/${at}`)
    for (const text of listTexts(node)) checkText(judging, node, text)
  }
}

function checkText(judging: Judging, node: DiagramNode, { text, below, inApiCall }: NodeText): void {
  if (!text.includes('{{')) return
  const at = { node, below }
  const open = findOpenBraces(text)
  if (open !== null)
    note(
      judging,
      'braces_open',
      at,
      `Braces do not close, so this stays text: ${text.slice(open, open + 80)}`,
    )
  for (const [, sign, name] of text.matchAll(CONV)) checkTarget(judging, node, `${sign}${name}`, below)
  for (const [, name = ''] of text.matchAll(VARIABLE)) {
    if (!/^[a-z0-9-]+$/.test(name))
      note(
        judging,
        'variable_name_odd',
        at,
        `The variable '@${name.slice(0, 60)}' has letters that MPO's editor forbids`,
      )
    if (judging.context.secrets.has(name) && !inApiCall)
      note(
        judging,
        'secret_outside_api_call',
        at,
        `The secret variable '@${name.slice(0, 60)}' is used outside of an API Call, which MPO does not allow`,
      )
  }
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
        `There is no alias '${conv.slice(0, 60)}' here: create it, or import its process`,
      )
  } else if (!processes.has(conv))
    note(
      judging,
      'process_absent',
      at,
      `The process ${conv.slice(0, 60)} is not here: import it, or it will fail as in MPO`,
    )
}

/** Where braces open that never close; null: all do. Braces that only close are no braces. */
export function findOpenBraces(text: string): number | null {
  const open: number[] = []
  for (let at = 0; at < text.length - 1; at++) {
    const pair = text.slice(at, at + 2)
    if (pair === '{{') open.push(at++)
    else if (pair === '}}' && open.length > 0) {
      open.pop()
      at++
    }
  }
  return open[0] ?? null
}
