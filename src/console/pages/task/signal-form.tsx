import { TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import { useChange } from '../../api/use-change.ts'
import type { TaskPage } from '../../api/views.ts'
import { FormDialog } from './form-dialog.tsx'
import { JsonInput } from './json-input.tsx'
import { readJson } from './read-json.ts'

/** Any signal with any payload. @param awaited names that the task waits for now */
export function SignalForm({
  task: { workflowId, runId },
  awaited,
  opened,
  onClose,
}: {
  task: TaskPage
  awaited: readonly string[]
  opened: boolean
  onClose: () => void
}) {
  const change = useChange()
  const listId = useId()
  const [name, setName] = useState(awaited[0] ?? '')
  const [payload, setPayload] = useState('{}')
  const isBare = payload.trim() === ''
  const { value, problem } = readJson(payload)

  const send = () =>
    change.mutate(
      {
        method: 'POST',
        path: '/tasks/signal',
        body: { workflowId, runId, name: name.trim(), ...(isBare ? {} : { payload: value }) },
        done: 'Signalled; the timeline says whether the process takes it',
      },
      { onSuccess: onClose },
    )

  return (
    <FormDialog
      opened={opened}
      title="Signal the task"
      action="Send the signal"
      ready={name.trim() !== '' && (isBare || problem === null)}
      busy={change.isPending}
      error={change.error}
      onSubmit={send}
      onClose={onClose}
    >
      <TextInput
        label="Signal"
        description={
          awaited.length === 0
            ? 'It waits for none now; one sent before counts too'
            : `It waits for ${awaited.join(', ')}`
        }
        required
        data-autofocus
        maxLength={200}
        list={listId}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <datalist id={listId}>
        {awaited.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <JsonInput
        label="Payload"
        description="As JSON; empty: none"
        optional
        value={payload}
        onChange={setPayload}
      />
    </FormDialog>
  )
}
