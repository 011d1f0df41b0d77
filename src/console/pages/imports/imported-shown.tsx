import { Button, Code, Group, List, Stack } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { ImportedView } from '../../api/views.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import { LinesShown } from './lines-shown.tsx'

const TONES = { new: 'good', changed: 'warning', unchanged: 'off' } as const

/** What an import did, and what is left to do. */
export function ImportedShown({
  imported: { imported, variables, auth, aliases, left, next },
  onClose,
}: {
  imported: ImportedView
  onClose: () => void
}) {
  const close = useRef<HTMLButtonElement>(null)
  // The button that had the focus is gone
  useEffect(() => close.current?.focus(), [])
  const done = [
    ...variables.map((name) => `Variable @${name} is set`),
    ...auth.map((process) => `${process} asks for the Basic credentials that it had in MPO`),
    ...aliases.map((name) => `Alias @${name} is created, its direct URL is off`),
  ]
  return (
    <Stack gap="md">
      <List size="sm" spacing="xs" aria-label="Processes">
        {imported.map(({ process, version, state, former }) => (
          <List.Item key={process}>
            <Code>{process}</Code> version <Code>{version}</Code>
            {former !== null && (
              <>
                {' '}
                in place of <Code>{former}</Code>
              </>
            )}{' '}
            <StateBadge tone={TONES[state]}>{state}</StateBadge>
          </List.Item>
        ))}
      </List>
      <LinesShown title="In the settings" lines={done} />
      <LinesShown title="Left as it was" lines={left} />
      <LinesShown title="What is left to do" lines={next} />
      <Group justify="flex-end">
        <Button onClick={onClose} ref={close}>
          Close
        </Button>
      </Group>
    </Stack>
  )
}
