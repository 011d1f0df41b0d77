import type { ValueField } from './read-fields.ts'
import type { TemplateNote } from './webhook-template.ts'

/** What is to be said about a value of a payload; null: nothing. */
export function noteValue({ path, content, quoted, choices }: ValueField): TemplateNote | null {
  if (content === null) {
    const listed = choices.map((choice) => JSON.stringify(choice)).join(', ')
    const what = listed === '' ? 'its value' : `one of ${listed}`
    const message = `has no placeholder: type ${what}, or give it .meta({ mambu: '{...}' }) in the Start node`
    return { path, message }
  }
  if ('literal' in content || quoted) return null
  const message = `${content.mambu} stands without quotes, since the process wants a number: an event without that value becomes a payload that is not JSON. mambuDecimal() takes it in quotes`
  return { path, message }
}
