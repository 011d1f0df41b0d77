import { NativeSelect, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../../api/use-change.ts'
import type { TaskPage } from '../../api/views.ts'
import { FormDialog } from './form-dialog.tsx'

/** Goes back to a node the task has been at, as a new run. @param onMade gets that run */
export function ResetForm({
  task: { workflowId, runId, trace, open },
  opened,
  onClose,
  onMade,
}: {
  task: TaskPage
  opened: boolean
  onClose: () => void
  onMade: (runId: string) => void
}) {
  const change = useChange<{ runId: string | null }>()
  const visited = [...new Set(trace?.map(({ node }) => node))]
  const [chosen, setChosen] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const node = chosen ?? visited.at(-1) ?? ''
  return (
    <FormDialog
      opened={opened}
      title="Reset to a node"
      action="Reset"
      ready={node !== ''}
      busy={change.isPending}
      error={change.error}
      onSubmit={() =>
        change.mutate(
          {
            method: 'POST',
            path: '/tasks/reset',
            body: { workflowId, runId, node, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) },
            done: `It does “${node}” again, as a new run`,
          },
          {
            onSuccess(made) {
              onClose()
              if (made.runId !== null) onMade(made.runId)
            },
          },
        )
      }
      onClose={onClose}
    >
      <NativeSelect
        label="Back to"
        description="To just before its last visit there"
        data={visited}
        value={node}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <TextInput
        label="Reason"
        description="Stands in the history"
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Text size="sm">
        What it called after that point is called again, under the same idempotency keys: who keeps them does
        nothing twice. {open && 'The run of now ends.'}
      </Text>
    </FormDialog>
  )
}
