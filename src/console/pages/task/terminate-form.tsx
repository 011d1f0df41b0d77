import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../../api/use-change.ts'
import type { TaskPage } from '../../api/views.ts'
import { FormDialog } from './form-dialog.tsx'

export function TerminateForm({
  task: { workflowId, runId },
  opened,
  onClose,
}: {
  task: TaskPage
  opened: boolean
  onClose: () => void
}) {
  const change = useChange()
  const [reason, setReason] = useState('')
  return (
    <FormDialog
      opened={opened}
      title="Terminate the task?"
      action="Terminate"
      danger
      ready={reason.trim() !== ''}
      busy={change.isPending}
      error={change.error}
      onSubmit={() =>
        change.mutate(
          {
            method: 'POST',
            path: '/tasks/terminate',
            body: { workflowId, runId, reason: reason.trim() },
            done: 'It is terminated',
          },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
    >
      <Text size="sm">
        It ends at once: nothing of it runs any more, not even what cleans up. Cancel asks it to end instead.
      </Text>
      <TextInput
        label="Reason"
        description="Stands in the history, with your name"
        required
        data-autofocus
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
