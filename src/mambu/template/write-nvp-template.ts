import { StartnodeError } from '../../errors/startnode-error.ts'
import { noteValue } from './note-value.ts'
import type { Field } from './read-fields.ts'
import type { TemplateNote, WrittenTemplate } from './webhook-template.ts'

/**
 * Writes a payload of name-value pairs.
 *
 * @throws StartnodeError `usage` when a field is no plain value: a form is flat
 */
export function writeNvpTemplate(root: Field): WrittenTemplate {
  const notes: TemplateNote[] = []
  const pairs = (root.kind === 'object' ? root.members : []).flatMap(([name, field]) => {
    const values = field.kind === 'list' ? field.items : [field]
    return values.map((value) => {
      if (value.kind !== 'value')
        throw new StartnodeError('usage', `A form is flat: ${value.path} can not be written in it`)
      const note = noteValue({ ...value, quoted: true })
      if (note !== null) notes.push(note)
      const { content } = value
      if (content !== null && 'mambu' in content) return `${encodeURIComponent(name)}=${content.mambu}`
      return `${encodeURIComponent(name)}=${encodeURIComponent(String(content?.literal ?? ''))}`
    })
  })
  const message =
    'Mambu is not known to write & + and % of a value as %XX: such a value arrives as another one'
  return { text: pairs.join('&'), notes: [...notes, { path: '', message }] }
}
