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
  const field = z.string().refine((text) => !UNFILLED.test(text), 'is a placeholder that Mambu did not fill')
  return optional ? field.optional() : field.min(1, NO_VALUE)
}

const UNFILLED = /^\{[A-Za-z][\w: ]*\}$/

/** What is said of a required field without a value. */
export const NO_VALUE = 'is empty: Mambu had no value for its placeholder'
