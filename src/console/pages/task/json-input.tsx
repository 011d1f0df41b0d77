import { Textarea } from '@mantine/core'
import { readJson } from './read-json.ts'

/** A JSON text to be written; what is wrong with it is said while one types. */
export function JsonInput({
  label,
  description,
  value,
  onChange,
  optional = false,
}: {
  label: string
  description?: string
  value: string
  onChange: (to: string) => void
  optional?: boolean
}) {
  const problem = optional && value.trim() === '' ? null : readJson(value).problem
  return (
    <Textarea
      label={label}
      {...(description === undefined ? {} : { description })}
      required={!optional}
      autosize
      minRows={4}
      maxRows={14}
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={problem}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }}
    />
  )
}
