import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'

/** Asks why, since there is no way back: the reason stays in the history of the entry. @param what what would be discarded */
export function DiscardForm({
  opened,
  what,
  onDiscard,
  onClose,
}: {
  opened: boolean
  what: string
  onDiscard: (reason: string) => void
  onClose: () => void
}) {
  const [reason, setReason] = useState('')

  function submit(event: FormEvent) {
    event.preventDefault()
    onClose()
    onDiscard(reason.trim())
    setReason('')
  }

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Discard ${what}?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm">What is discarded never becomes a task. Who did it and why is kept.</Text>
          <TextInput
            label="Reason"
            required
            maxLength={500}
            value={reason}
            data-autofocus
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Keep
            </Button>
            <Button type="submit" color="red" disabled={reason.trim() === ''}>
              Discard
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
