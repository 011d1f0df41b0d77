/**
 * A process id is its kebab-case file name; it stands in URLs, in the CLI and in workflow ids.
 * At most 64 characters, so that `<process>/r/<ref>` stays below the 255 that PostgreSQL keeps.
 */
const PROCESS_ID = /^(?:[a-z][a-z0-9]*|[1-9]\d*(?=-))(?:-[a-z0-9]+)*$/

/**
 * True for a well-formed process id, e.g. `loan-approved`; one that begins with a number is that of a process imported from
 * MPO, e.g. `1668282-loan-approved`.
 */
export function isProcessId(text: string): boolean {
  return text.length <= 64 && PROCESS_ID.test(text)
}

/**
 * The Temporal workflow type of a process: its id in camelCase, the name of the exported function. One imported from MPO has no
 * function of its own: its id is its type.
 *
 * @example workflowTypeOf('loan-approved') // 'loanApproved'
 * @example workflowTypeOf('1668282-loan-approved') // '1668282-loan-approved'
 */
export function workflowTypeOf(processId: string): string {
  if (isDiagramId(processId)) return processId
  return processId.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** True for the id, and so the workflow type, of a process imported from MPO under its number there. */
export function isDiagramId(processId: string): boolean {
  return /^\d/.test(processId)
}
