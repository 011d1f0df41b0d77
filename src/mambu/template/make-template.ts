import type { ZodType } from 'zod'
import type { BodyFormat } from '../../process/task.ts'
import { hasPlaceholder, readFields } from './read-fields.ts'
import { writeJsonTemplate } from './write-json-template.ts'
import { writeNvpTemplate } from './write-nvp-template.ts'
import { writeXmlTemplate } from './write-xml-template.ts'

/** A payload to paste into a Mambu webhook. */
export interface WebhookTemplate {
  readonly format: BodyFormat
  /** What to choose as content type in Mambu. */
  readonly contentType: 'application/json' | 'application/xml' | 'text/plain'
  readonly text: string
  /** What somebody must know before pasting it: fields without a placeholder, placeholders out of quotes. */
  readonly notes: readonly TemplateNote[]
}

export interface TemplateNote {
  /** JSON Pointer of the field in the data of the task. */
  readonly path: string
  readonly message: string
}

/** The text of a payload and what there is to say about it, as a writer of one format gives it. */
export type WrittenTemplate = Pick<WebhookTemplate, 'text' | 'notes'>

const WRITERS = {
  json: { contentType: 'application/json', write: writeJsonTemplate },
  xml: { contentType: 'application/xml', write: writeXmlTemplate },
  nvp: { contentType: 'text/plain', write: writeNvpTemplate },
} as const

const NO_PLACEHOLDER: TemplateNote = {
  path: '',
  message:
    "No field of this process names a placeholder: another system than Mambu may call it. If Mambu does, give its fields .meta({ mambu: '{...}' }) in the Start node",
}

/**
 * Makes the payload of a Mambu webhook that fills the input of a process: each field with the placeholder its schema
 * names (`.meta({ mambu: '{LOAN_AMOUNT}' })`), in quotes wherever the schema takes a text, since a placeholder without a
 * value becomes an empty text.
 *
 * @param input the input schema of the Start node
 * @throws StartnodeError `usage` when the input can not be written in this format
 * @example makeTemplate(startNode.input, 'json').text // '{\n  "id": "{ACCOUNT_ID}"\n}'
 */
export function makeTemplate(input: ZodType, format: BodyFormat = 'json'): WebhookTemplate {
  const { contentType, write } = WRITERS[format]
  const { root, leftOut } = readFields(input)
  const { text, notes } = write(root)
  if (!hasPlaceholder(root)) return { format, contentType, text, notes: [NO_PLACEHOLDER] }
  const more = leftOut.map((path) => ({ path, message: 'left out: it is optional and has no placeholder' }))
  return { format, contentType, text, notes: [...notes, ...more] }
}
