/**
 * The workflow ids of a process, in one place (DESIGN: "The way of one webhook").
 *
 * - `<process>/t/<task id>`: a task without a ref
 * - `<process>/r/<ref>`: the task of a business reference; a later task of the same ref is a later run of this id
 * - `<process>/d/<task id>`: the record of a delivery that did not start a task (signalled or quarantined)
 * - `<process>/s/at-<time>`: a firing of its Schedule, which starts a task without a ref
 */
export function taskWorkflowId(process: string, taskId: string): string {
  return `${process}/t/${taskId}`
}

export function refWorkflowId(process: string, ref: string): string {
  return `${process}/r/${ref}`
}

export function deliveryWorkflowId(process: string, taskId: string): string {
  return `${process}/d/${taskId}`
}

/** Base of the workflow ids of firings; Temporal adds `-` and the time, e.g. `2026-11-24T06:00:00Z`. */
export function firingWorkflowId(process: string): string {
  return `${process}/s/at`
}
