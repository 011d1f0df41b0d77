import type { ZodType } from 'zod'
import type { BodyFormat } from '../../process/task.ts'
import { hasPlaceholder, readFields } from './read-fields.ts'
import type { TemplateNote, WebhookTemplate } from './webhook-template.ts'
import { writeJsonTemplate } from './write-json-template.ts'
import { writeNvpTemplate } from './write-nvp-template.ts'
import { writeXmlTemplate } from './write-xml-template.ts'

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
