/** Pieces of queries to Temporal's visibility. */
import { StartnodeError } from '../errors/startnode-error.ts'
import { byteLength } from '../process/ids/identifier.ts'

/** On PostgreSQL a `?` breaks the query; quotes and backslashes are found nowhere. */
const NOT_ASKABLE = /[?"\\\p{Cc}\p{Cs}]/u
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
    const message = `Lists can not look for '${text.slice(0, 80)}': it has ?, ", \\ or a control character, or is longer than ${MAX_BYTES} bytes. With its process a task is found by its ref all the same`
    throw new StartnodeError('request_invalid', message)
  }
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** Tasks of a process: not its records and entries in quarantine, which carry the same attributes. */
export function tasksOf(process: string): string {
  return `MpoProcess = ${quote(process)} AND WorkflowType != 'deliveryRecord' AND WorkflowType != 'callbackRecord' AND WorkflowType != 'quarantinedDelivery'`
}

/** Open entries in quarantine of a process; the workflow id names it, so it needs no search attribute. */
export function quarantineOf(process: string): string {
  return `WorkflowType = 'quarantinedDelivery' AND ExecutionStatus = 'Running' AND WorkflowId STARTS_WITH ${quote(`${process}/d/`)}`
}
