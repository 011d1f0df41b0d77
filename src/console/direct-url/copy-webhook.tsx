import { Group, Text } from '@mantine/core'
import type { DirectUrls } from '../api/views.ts'
import { CopyButton } from '../parts/code/copy-button.tsx'
import { RoleButton } from '../parts/role-button.tsx'
import { useLack } from '../shell/session-context.ts'

const FORMATS = ['json', 'xml', 'nvp'] as const

/** Copies the direct URL in one of its formats. To others than editors it is masked, so there is nothing to copy. */
export function CopyWebhook({ urls }: { urls: DirectUrls }) {
  const lack = useLack('editor')
  return (
    <Group gap="xs">
      <Text size="sm">Copy webhook via</Text>
      {FORMATS.map((format) => {
        const label = format.toUpperCase()
        return lack === null ? (
          <CopyButton key={format} text={urls[format]} label={label} name={`Copy webhook via ${label}`} />
        ) : (
          <RoleButton key={format} needs="editor" variant="default" size="xs">
            {label}
          </RoleButton>
        )
      })}
    </Group>
  )
}
