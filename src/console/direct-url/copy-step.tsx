import { Group, Text } from '@mantine/core'
import { CopyButton } from '../parts/code/copy-button.tsx'
import { SecretText } from '../parts/code/secret-text.tsx'
import { RoleButton } from '../parts/role-button.tsx'
import { useLack } from '../shell/session-context.ts'

/**
 * A text to be copied at a step. A reference is nothing to paste into Mambu, which would send it as it stands: who knows
 * the value of a secret variable writes it there.
 *
 * @param isSecret masked to others than editors, so there is nothing to copy
 * @param isLong it stands elsewhere on the page
 */
export function CopyStep({
  name,
  text,
  isSecret = false,
  isLong = false,
}: {
  name: string
  text: string
  isSecret?: boolean
  isLong?: boolean
}) {
  const lack = useLack('editor')
  const isReference = isSecret && text.includes('{{env_var[')
  return (
    <Group gap="xs" mt={4} wrap="nowrap" align="flex-start" justify="space-between">
      <Text size="sm" component="div" style={{ minWidth: 0 }}>
        {name} {isLong ? 'stands below' : <SecretText>{text}</SecretText>}
        {isReference && (
          <Text size="xs" c="dimmed">
            A secret variable is never shown: put its value in the place of its reference.
          </Text>
        )}
      </Text>
      {!isReference &&
        (isSecret && lack !== null ? (
          <RoleButton needs="editor" variant="default" size="compact-xs" flex="none">
            Copy
          </RoleButton>
        ) : (
          <CopyButton text={text} size="compact-xs" flex="none" name={`Copy ${name} for Mambu`} />
        ))}
    </Group>
  )
}
