import { SegmentedControl, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../../api/use-change.ts'
import type { TaskPage } from '../../api/views.ts'
import { useSession } from '../../shell/session-context.ts'
import { FormDialog } from './form-dialog.tsx'

const DECISIONS = [
  { value: 'approve', label: 'Approve' },
  { value: 'reject', label: 'Reject' },
]

/** Approves or rejects what a task waits for, as the user who is logged in: the server proves it. @param signal what it takes */
export function DecideForm({
  task: { workflowId, runId },
  signal,
  opened,
  onClose,
}: {
  task: TaskPage
  signal: string
  opened: boolean
  onClose: () => void
}) {
  const change = useChange()
  const { user } = useSession()
  const [decision, setDecision] = useState('approve')
  const [comment, setComment] = useState('')

  const send = () =>
    change.mutate(
      {
        method: 'POST',
        path: '/tasks/signal',
        body: {
          workflowId,
          runId,
          name: signal,
          payload: { decision, ...(comment.trim() === '' ? {} : { comment: comment.trim() }) },
        },
        done: 'The decision was sent; the timeline says whether it counts',
      },
      { onSuccess: onClose },
    )

  return (
    <FormDialog
      opened={opened}
      title="Decide"
      action={decision === 'approve' ? 'Approve' : 'Reject'}
      danger={decision === 'reject'}
      ready
      busy={change.isPending}
      error={change.error}
      onSubmit={send}
      onClose={onClose}
    >
      <div>
        <Text size="sm" fw={500} id="decision">
          Decision
        </Text>
        <SegmentedControl
          aria-labelledby="decision"
          data={DECISIONS}
          value={decision}
          onChange={setDecision}
        />
      </div>
      <Text size="sm">
        You decide as <b>{user}</b>, your name in Mambu; the process refuses whoever may not.
      </Text>
      <Textarea
        label="Comment"
        data-autofocus
        autosize
        minRows={2}
        maxLength={1_000}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
