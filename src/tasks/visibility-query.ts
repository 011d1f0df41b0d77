/** Pieces of queries to Temporal's visibility. */

/** A value as it stands in a query; values come from outside. */
export function quote(text: string): string {
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
