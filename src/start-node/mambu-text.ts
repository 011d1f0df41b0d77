import { z } from 'zod'

/** How a field that a Mambu placeholder fills is declared. */
export interface MambuFieldOptions {
  /** The field may be missing or empty. Default: it must have a value. */
  readonly optional?: boolean
}

/**
 * A text that a placeholder fills. Mambu puts an empty text where a placeholder has no value, so a text that the process
 * needs is refused when it is empty, and one that it can do without may be.
 *
 * @example client_id: mambuText().meta({ mambu: '{CLIENT_ID}' })
 */
export function mambuText(): z.ZodString
export function mambuText(options: { readonly optional: true }): z.ZodOptional<z.ZodString>
export function mambuText({ optional = false }: MambuFieldOptions = {}) {
  const isFilled = (text: string) => findUnfilled(text) === null && (optional || !isBlank(text))
  // Only a fault is put into words: this runs for every delivery
  const say = { error: ({ input }: { readonly input?: unknown }) => findFault(String(input)) }
  const field = z.string().refine(isFilled, say)
  return optional ? field.optional() : field.min(1, { error: NO_VALUE, abort: true })
}

/** As an empty text, which `min` tells of: nothing came of its placeholder. */
function isBlank(text: string): boolean {
  return text !== '' && text.trim() === ''
}

function findFault(text: string): string {
  const unfilled = findUnfilled(text)
  return unfilled === null ? NO_VALUE : `${unfilled} ${UNFILLED_TEXT}`
}

/** The whole text in braces, or a name as Mambu writes it anywhere in the text. */
const UNFILLED = /^\{[A-Za-z][\w: ]*\}$|\{[A-Z][A-Z0-9_]{2,}(?::[^{}]*)?\}/

/**
 * The first placeholder in a text that Mambu did not fill, since it knows none of this name; null when there is none.
 *
 * @example findUnfilled('{ACCOUNT_IDD}') // '{ACCOUNT_IDD}'
 */
export function findUnfilled(text: string): string | null {
  if (!text.includes('{')) return null
  return UNFILLED.exec(text)?.[0].slice(0, 80) ?? null
}

/** What is said of it. */
export const UNFILLED_TEXT = 'is a placeholder that Mambu did not fill'

/** What is said of a required field without a value. */
export const NO_VALUE = 'is empty: Mambu had no value for its placeholder'
