import { ActionIcon, Menu, TextInput } from '@mantine/core'
import { useApi } from '../../api/use-api.ts'
import type { Variables } from '../../api/views.ts'
import { Icon } from '../../parts/icon.tsx'

/** A text, or a reference to a variable picked from those there are. @param example member to suggest where a JSON variable does not show its own */
export function ReferenceInput({
  label,
  value,
  onChange,
  onPick,
  example,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  /** Default: as typed. */
  onPick?: (reference: string) => void
  example: string
}) {
  const variables = useApi<Variables>('/variables').data?.variables ?? []
  const references = variables.flatMap((variable) =>
    membersOf(variable.type, variable.value, example).map(
      (member) => `{{env_var[@${variable.name}]${member === null ? '' : `.${member}`}}}`,
    ),
  )
  return (
    <TextInput
      label={label}
      required
      autoComplete="off"
      spellCheck={false}
      maxLength={2_048}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      rightSection={
        references.length > 0 && (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={`Variable for ${label}`}>
                <Icon name="variable" size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {references.map((reference) => (
                <Menu.Item key={reference} onClick={() => (onPick ?? onChange)(reference)}>
                  {reference}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )
      }
    />
  )
}

function membersOf(type: 'raw' | 'json', value: string | null, example: string): readonly (string | null)[] {
  if (type === 'raw') return [null]
  try {
    const members = Object.keys(JSON.parse(value ?? '') as object)
    return members.length > 0 ? members : [example]
  } catch {
    return [example]
  }
}
