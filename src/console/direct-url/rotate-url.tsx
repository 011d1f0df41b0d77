import { Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api/use-change.ts'
import { RoleButton } from '../parts/role-button.tsx'
import type { Addressed } from './addressed.ts'

const HOUR = 3_600_000
const OVERLAPS = [
  { value: String(24 * HOUR), label: 'for 24 hours' },
  { value: String(HOUR), label: 'for 1 hour' },
  { value: String(7 * 24 * HOUR), label: 'for 7 days' },
  { value: String(30 * 24 * HOUR), label: 'for 30 days' },
  { value: '0', label: 'no longer: refuse it at once' },
]

/** Draws a new direct URL; the old one goes on until it has been replaced everywhere. */
export function RotateUrl({ of: { on, base, urls } }: { of: Addressed }) {
  const change = useChange()
  const [opened, setOpened] = useState(false)
  const [overlap, setOverlap] = useState(String(24 * HOUR))

  function rotate() {
    setOpened(false)
    change.mutate({
      method: 'POST',
      path: `${base}/rotate`,
      body: { overlapMs: Number(overlap) },
      done: `${on} has a new direct URL`,
    })
  }

  return (
    <>
      <RoleButton
        needs="editor"
        unless={urls === null ? 'The direct URL is off' : null}
        variant="default"
        size="xs"
        onClick={() => setOpened(true)}
      >
        Rotate
      </RoleButton>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={`New direct URL for ${on}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack gap="md">
          <Text size="sm">Paste the new URL wherever the old one stands before the old one ends.</Text>
          <NativeSelect
            label="The old URL is accepted"
            data={OVERLAPS}
            value={overlap}
            onChange={(event) => setOverlap(event.currentTarget.value)}
            data-autofocus
          />
          {overlap === '0' && (
            <Text size="sm" c="dimmed">
              What earlier rotations left open is refused too.
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setOpened(false)}>
              Keep as it is
            </Button>
            <Button color={overlap === '0' ? 'red' : 'indigo'} onClick={rotate}>
              Draw a new URL
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
