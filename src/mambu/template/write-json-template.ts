import { noteValue } from './note-value.ts'
import type { Field, ValueField } from './read-fields.ts'
import type { TemplateNote, WrittenTemplate } from './webhook-template.ts'

/** Writes a JSON payload, two spaces a level. */
export function writeJsonTemplate(root: Field): WrittenTemplate {
  const notes: TemplateNote[] = []
  return { text: write(root, '', notes), notes }
}

function write(field: Field, indent: string, notes: TemplateNote[]): string {
  if (field.kind === 'value') {
    const note = noteValue(field)
    if (note !== null) notes.push(note)
    return writeValue(field)
  }
  const inner = `${indent}  `
  const lines =
    field.kind === 'list'
      ? field.items.map((item) => write(item, inner, notes))
      : field.members.map(([name, member]) => `${JSON.stringify(name)}: ${write(member, inner, notes)}`)
  const [open, close] = field.kind === 'list' ? '[]' : '{}'
  if (lines.length === 0) return `${open}${close}`
  return `${open}\n${lines.map((line) => inner + line).join(',\n')}\n${indent}${close}`
}

function writeValue({ content, quoted }: ValueField): string {
  if (content === null) return quoted ? '""' : 'null'
  if ('literal' in content) return JSON.stringify(content.literal)
  return quoted ? JSON.stringify(content.mambu) : content.mambu
}
