/** Fills a payload as Mambu does. Never better than Mambu: nothing is escaped, a missing value is an empty text. */
import { StartnodeError } from '../../errors/startnode-error.ts'
import { formatDate } from './format-date.ts'
import { formatNumber } from './format-number.ts'

/** Values by name of their placeholder without braces, e.g. `LOAN_AMOUNT`, `CF:LOAN:Branch code`. */
export type TemplateValues = Readonly<Record<string, string | number | boolean | null>>

/** Where in a rendered text something of a placeholder stands. */
export interface RenderedPiece {
  /** As it stands in the template. */
  readonly placeholder: string
  /** Index in the template. */
  readonly from: number
  /** Index in the text, and one past its end. */
  readonly start: number
  readonly end: number
}

export interface Rendering {
  readonly text: string
  readonly pieces: readonly RenderedPiece[]
  /** Names of all placeholders. */
  readonly names: readonly string[]
  /** Those that have no value. */
  readonly missing: readonly string[]
  /** Formats of dates that are not known here and stand in the text as they are, each with its placeholder. */
  readonly unknown: readonly { readonly placeholder: string; readonly letters: readonly string[] }[]
}

/** `{NAME}`, `{CF:...}` (field ids have spaces and accents), and both with a format. */
const PLACEHOLDER =
  /FORMAT_DATE\{([^{},\n]+),\s*datePattern=([^{}\n]*)\}|FORMAT\{([^{},\n]+),\s*numericPattern=([^{}\n]*)\}|\{([A-Z][A-Z0-9_]*|CF:[^{}"\n]+)\}/g

/**
 * @param template the payload as typed into Mambu
 * @param maxLength of the text, UTF-16 units (default: no limit): a few values in many places make a very long one
 * @throws StartnodeError `body_too_large`
 * @example renderTemplate('{"a":"{LOAN_AMOUNT}","b":"{X}"}', { LOAN_AMOUNT: '10.5' }).text // '{"a":"10.5","b":""}'
 */
export function renderTemplate(
  template: string,
  values: TemplateValues,
  maxLength = Number.POSITIVE_INFINITY,
): Rendering {
  const pieces: RenderedPiece[] = []
  const names = new Set<string>()
  const missing = new Set<string>()
  const unknown: Rendering['unknown'][number][] = []
  let text = ''
  let done = 0
  for (const match of template.matchAll(PLACEHOLDER)) {
    const [placeholder, dateName, datePattern, numberName, numericPattern, plainName] = match
    const name = (dateName ?? numberName ?? plainName) as string
    names.add(name)
    const given = Object.hasOwn(values, name) ? values[name] : undefined
    const value = given === undefined || given === null ? '' : String(given)
    if (value === '') missing.add(name)
    text += template.slice(done, match.index)
    const start = text.length
    if (datePattern !== undefined) {
      const formatted = formatDate(value, datePattern)
      text += formatted.text
      if (formatted.unknown.length > 0) unknown.push({ placeholder, letters: formatted.unknown })
    } else if (numericPattern !== undefined) text += formatNumber(value, numericPattern)
    else text += value
    if (text.length > maxLength)
      throw new StartnodeError(
        'body_too_large',
        'With these values the payload is larger than any that is taken',
      )
    pieces.push({ placeholder, from: match.index, start, end: text.length })
    done = match.index + placeholder.length
  }
  return { text: text + template.slice(done), pieces, names: [...names], missing: [...missing], unknown }
}
