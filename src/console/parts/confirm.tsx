import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'

/**
 * Asks before something breaks, and names what will.
 *
 * @param type a word that must be typed first, where there is no way back
 */
export function Confirm({
  opened,
  title,
  children,
  action,
  danger = false,
  type,
  onConfirm,
  onClose,
}: {
  opened: boolean
  title: string
  children: ReactNode
  action: string
  danger?: boolean
  type?: string
  onConfirm: () => void
  onClose: () => void
}) {
  const [typed, setTyped] = useState('')
  const ready = type === undefined || typed === type

  function close() {
    setTyped('')
    onClose()
  }

  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="md">
        <Text size="sm" component="div">
          {children}
        </Text>
        {type !== undefined && (
          <TextInput
            label={`Type ${type} to go on`}
            value={typed}
            data-autofocus
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus={type === undefined ? true : undefined}>
            Keep as it is
          </Button>
          <Button
            color={danger ? 'red' : 'indigo'}
            disabled={!ready}
            onClick={() => {
              close()
              onConfirm()
            }}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
