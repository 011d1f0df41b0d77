/** Pieces of queries to Temporal's visibility. */
import { StartnodeError } from '../errors/startnode-error.ts'
import { byteLength } from '../process/ids/identifier.ts'
import { ENGINE_WORKFLOWS } from '../process/ids/process-name.ts'

/**
 * On PostgreSQL a `?` breaks the query; quotes and backslashes are found nowhere. An apostrophe at either end is left out by Temporal,
 * so that `STARTS_WITH` would find what nobody asked for, and one alone everything.
 */
const NOT_ASKABLE = /[?"\\\p{Cc}\p{Cs}]|^'|'$/u
/** Longer than any Keyword. */
const MAX_BYTES = 255

/** True for a text that visibility can look for. */
export function isAskable(text: string): boolean {
  return !NOT_ASKABLE.test(text) && byteLength(text, MAX_BYTES) <= MAX_BYTES
}

/**
 * A value as it stands in a query; values come from outside.
 *
 * @throws StartnodeError `request_invalid` for a text that visibility can't look for
 */
export function quote(text: string): string {
  if (!isAskable(text)) {
    const message = `Lists can not look for '${text.slice(0, 80)}': it has ?, ", \\ or a control character, begins or ends with ', or is longer than ${MAX_BYTES} bytes. With its process a task is found by its ref all the same`
    throw new StartnodeError('request_invalid', message)
  }
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** Values of which a row has one. */
export function quoteAll(texts: readonly string[]): string {
  return `(${texts.map(quote).join(', ')})`
}

/**
 * The rule of what a task is, for lists, counts and all else: a run of a process. Records of deliveries, entries in quarantine and
 * firings carry the same attributes and are none; a run that went on in a new one is the same task as that.
 */
export const ANY_TASK = `WorkflowType NOT IN ${quoteAll(ENGINE_WORKFLOWS)} AND ExecutionStatus != 'ContinuedAsNew'`

/** Tasks of all processes. */
export const ALL_TASKS = `MpoProcess IS NOT NULL AND ${ANY_TASK}`

/** Open entries in quarantine. */
export const ALL_QUARANTINE = "WorkflowType = 'quarantinedDelivery' AND ExecutionStatus = 'Running'"

/** An open task, a paused one too: `Paused` is no word that every server knows in a query. */
export const OPEN = 'CloseTime IS NULL'

/** Tasks of a process. */
export function tasksOf(process: string): string {
  return `MpoProcess = ${quote(process)} AND ${ANY_TASK}`
}

/** Open entries in quarantine of a process; the workflow id names it, so it needs no search attribute. */
export function quarantineOf(process: string): string {
  return `${ALL_QUARANTINE} AND WorkflowId STARTS_WITH ${quote(`${process}/d/`)}`
}
