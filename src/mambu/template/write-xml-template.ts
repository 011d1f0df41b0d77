import { StartnodeError } from '../../errors/startnode-error.ts'
import { noteValue } from './note-value.ts'
import type { Field, ValueField } from './read-fields.ts'
import type { TemplateNote, WrittenTemplate } from './webhook-template.ts'

/**
 * Writes an XML payload by the mapping of docs/formats.md: the only key of the input is the root element, `@name` an
 * attribute, `#text` the text of an element with attributes.
 *
 * @throws StartnodeError `usage` when the input has not exactly one key at the top
 */
export function writeXmlTemplate(root: Field): WrittenTemplate {
  const [first, ...others] = root.kind === 'object' ? root.members : []
  if (first === undefined || others.length > 0) {
    throw new StartnodeError(
      'usage',
      'XML has one root element: the input of the process must have exactly one key, e.g. z.object({ loan: z.object({...}) })',
    )
  }
  const notes: TemplateNote[] = []
  return { text: writeElement(first[0], first[1], '', notes), notes }
}

function writeElement(name: string, field: Field, indent: string, notes: TemplateNote[]): string {
  if (field.kind === 'value') return `${indent}<${name}>${refer(textOf(field, notes), '<>&')}</${name}>`
  if (field.kind === 'list')
    return field.items.map((item) => writeElement(name, item, indent, notes)).join('\n')
  let attributes = ''
  let text = ''
  const children: string[] = []
  for (const [key, member] of field.members) {
    if (member.kind === 'value' && key.startsWith('@'))
      attributes += ` ${key.slice(1)}="${refer(textOf(member, notes), '<>&"')}"`
    else if (member.kind === 'value' && key === '#text') text = refer(textOf(member, notes), '<>&')
    else children.push(writeElement(key, member, `${indent}  `, notes))
  }
  const open = `${indent}<${name}${attributes}`
  const inside = children.filter((child) => child !== '')
  if (inside.length === 0) return text === '' ? `${open}/>` : `${open}>${text}</${name}>`
  return `${open}>${text}\n${inside.join('\n')}\n${indent}</${name}>`
}

function textOf(field: ValueField, notes: TemplateNote[]): string {
  // Text is all there is in XML, so a placeholder can't stand out of quotes.
  const note = noteValue({ ...field, quoted: true })
  if (note !== null) notes.push(note)
  const { content } = field
  if (content === null) return ''
  return 'mambu' in content ? content.mambu : String(content.literal)
}

const REFERENCES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' }

function refer(text: string, characters: string): string {
  return [...text].map((one) => (characters.includes(one) ? REFERENCES[one] : one)).join('')
}
