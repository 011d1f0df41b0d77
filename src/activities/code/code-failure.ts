import type { CodeFailure } from './code-input.ts'

const MAX_DESCRIPTION = 1000

/** MPO's own words. */
export const TIMED_OUT: CodeFailure = {
  ok: false,
  type: 'hardware',
  tag: 'code_timeout',
  description: 'timeout for executing code',
}

/** The script failed: it may do so again, so a repeat makes no sense (`software`). */
export function failRun(description: string): CodeFailure {
  return { ok: false, type: 'software', tag: 'code_executing_error', description: shorten(description) }
}

/** The script ran, but what it made of `data` can't be the data of a task. */
export function failFormat(description: string): CodeFailure {
  return { ok: false, type: 'software', tag: 'code_return_format_error', description: shorten(description) }
}

/** It becomes data of the task, so a script must not make it as long as it likes. */
function shorten(text: string): string {
  return text.length <= MAX_DESCRIPTION ? text : `${text.slice(0, MAX_DESCRIPTION - 1)}…`
}
