/**
 * A process id is its kebab-case file name; it stands in URLs, in the CLI and in workflow ids. That of a diagram begins with its
 * number in MPO, and has more than that: a number alone is MPO's id.
 * At most 64 characters, so that `<process>/r/<ref>` stays below the 255 that PostgreSQL keeps.
 */
const PROCESS_ID = /^(?:[a-z][a-z0-9]*(?:-[a-z0-9]+)*|\d+(?:-[a-z0-9]+)+)$/

/** True for a well-formed process id, e.g. `loan-approved` or `1668282-create-user`. */
export function isProcessId(text: string): boolean {
  return text.length <= 64 && PROCESS_ID.test(text)
}

/**
 * The Temporal workflow type of a process: its id in camelCase, the name of the exported function. One that begins with a
 * number is no function's name: the type is the id.
 *
 * @example workflowTypeOf('loan-approved') // 'loanApproved'
 */
export function workflowTypeOf(processId: string): string {
  if (/^\d/.test(processId)) return processId
  return processId.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
