/** Reads what people send to an entry: from our own CLI and API, or by hand with the `temporal` command. */
import { ApplicationFailure } from '@temporalio/workflow'

/** Half of what Temporal takes, in UTF-16 code units; it goes into a history more than once. */
const MAX_BODY = 1_000_000
const MAX_TEXT = 1_000

/** A short text, or an object with `name` and `actor`. */
export function readText(input: unknown, name: string): { text: string | null; actor: string | null } {
  if (typeof input === 'string') return { text: input.slice(0, MAX_TEXT), actor: null }
  const { [name]: text, actor } = (input ?? {}) as Record<string, unknown>
  return { text: shortText(text), actor: shortText(actor) }
}

/** True: `{"asNew":true}`, a task of its own whatever has its key. */
export function isAsNew(input: unknown): boolean {
  return typeof input === 'object' && input !== null && (input as { asNew?: unknown }).asNew === true
}

/**
 * The new body: a text, or `{"body","actor"}`.
 *
 * @throws ApplicationFailure `request_invalid`
 */
export function readEdit(input: unknown): { body: string; actor: string | null } {
  const { body, actor } =
    typeof input === 'string' ? { body: input, actor: null } : ((input ?? {}) as Record<string, unknown>)
  if (typeof body !== 'string') throw invalid('Send the new body as a text, or {"body":"...","actor":"..."}')
  if (body.length > MAX_BODY) throw invalid(`The new body is longer than ${MAX_BODY} characters`)
  return { body, actor: shortText(actor) }
}

function shortText(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : null
}

function invalid(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'request_invalid')
}
