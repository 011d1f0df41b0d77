/** What somebody may mean by what they type into the one search box of a list of tasks. Pure. */
import { isTaskId } from '../../process/ids/task-id.ts'
import { isOfDelivery } from '../is-task.ts'
import { isAskable, quote, quoteAll } from '../visibility-query.ts'

export const SEARCH_KINDS = ['obj_id', 'workflow id', 'data field', 'ref'] as const

/** A text, understood. */
export interface Search {
  readonly kind: (typeof SEARCH_KINDS)[number]
  readonly text: string
  /** What is asked of visibility; null: it can't look for such a text, so that only the workflow id tells. */
  readonly clause: string | null
  /** What was looked for, to say when nothing is found, e.g. `a ref that begins with 'LN-3'`. */
  readonly told: string
}

/** What stands for a text in the ids and search attributes of a process: itself, or its HMAC where refs are concealed. */
export interface ConcealedText {
  readonly process: string
  readonly concealed: string
}

/** As a process names a data field that tasks are found by. */
const FIELD = /^([A-Za-z_][\w.-]{0,63})=([\s\S]+)$/
/** Processes that conceal refs, of which the whole ref is looked for. */
const MAX_CONCEALED = 100

/**
 * @param concealedOf the processes whose refs are concealed, with what stands there for a text
 * @param shownAs a data field as tasks of the processes carry it; null: the namespace keeps none
 * @example readSearch('loan=LN-1', () => [], () => ['loan=LN-1']).kind // 'data field'
 */
export function readSearch(
  typed: string,
  concealedOf: (text: string) => readonly ConcealedText[],
  shownAs: ((name: string, value: string) => readonly string[]) | null,
): Search {
  const text = typed.trim()
  const askable = isAskable(text)
  if (isTaskId(text)) {
    const clause = `(MpoTaskId = ${quote(text)} OR ${refClause(text, concealedOf(text), false)})`
    return { kind: 'obj_id', text, clause, told: `a task with the obj_id or ref ${text}` }
  }
  if (isOfDelivery(text))
    return {
      kind: 'workflow id',
      text,
      clause: askable ? `WorkflowId = ${quote(text)}` : null,
      told: `the workflow id ${text}`,
    }
  const [, name, value] = FIELD.exec(text) ?? []
  if (name !== undefined && value !== undefined) return readField(text, name, value, concealedOf, shownAs)
  const concealed = concealedOf(text)
  if (!askable)
    return { kind: 'ref', text, clause: null, told: `the ref '${text}', by the latest task of each process` }
  const told = [`a ref that begins with '${text}'`, ...tellConcealed(concealed)].join('; ')
  return { kind: 'ref', text, clause: refClause(text, concealed, true), told }
}

function readField(
  text: string,
  name: string,
  value: string,
  concealedOf: (text: string) => readonly ConcealedText[],
  shownAs: ((name: string, value: string) => readonly string[]) | null,
): Search {
  const ofRef = isAskable(text) ? [refClause(text, concealedOf(text), true)] : []
  const fields = (shownAs?.(name, value) ?? []).filter(isAskable).slice(0, MAX_CONCEALED)
  const ofField = fields.length > 0 ? [`MpoFields IN ${quoteAll(fields)}`] : []
  const clauses = [...ofField, ...ofRef]
  const told =
    shownAs !== null
      ? `the data field ${name} with the value '${value}', as far as a process declares it, and a ref of that text`
      : `a ref that begins with '${text}'; data fields are not kept in this namespace until \`startnode setup\` adds its search attributes`
  return { kind: 'data field', text, clause: clauses.length === 0 ? null : `(${clauses.join(' OR ')})`, told }
}

function refClause(text: string, concealed: readonly ConcealedText[], begins: boolean): string {
  const hidden = concealed.slice(0, MAX_CONCEALED).map((each) => each.concealed)
  const readable = begins ? `MpoRef STARTS_WITH ${quote(text)}` : `MpoRef = ${quote(text)}`
  return hidden.length === 0 ? readable : `(${readable} OR MpoRef IN ${quoteAll(hidden)})`
}

function tellConcealed(concealed: readonly ConcealedText[]): string[] {
  const processes = concealed.map(({ process }) => process)
  if (processes.length === 0) return []
  const named = processes.slice(0, 3).join(', ') + (processes.length > 3 ? ' and others' : '')
  return [`of ${named}, where refs are concealed, only the whole ref is found`]
}
