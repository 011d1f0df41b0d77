import { Alert, Button, Group, Modal, Stack } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { explain } from '../../api/use-change.ts'

/** A form over the page. @param ready false: what is filled in can't be sent */
export function FormDialog({
  opened,
  title,
  action,
  danger = false,
  ready = true,
  busy,
  error,
  onSubmit,
  onClose,
  children,
}: {
  opened: boolean
  title: string
  action: string
  danger?: boolean
  ready?: boolean
  busy: boolean
  error: Error | null
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}) {
  function submit(event: FormEvent) {
    event.preventDefault()
    if (ready) onSubmit()
  }
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit} aria-label={title}>
        <Stack gap="md">
          {children}
          {error !== null && (
            <Alert color="red" role="alert" title="Not done">
              {explain(error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Keep as it is
            </Button>
            <Button type="submit" color={danger ? 'red' : 'indigo'} disabled={!ready} loading={busy}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
