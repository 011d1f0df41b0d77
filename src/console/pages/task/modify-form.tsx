import { useState } from 'react'
import { useChange } from '../../api/use-change.ts'
import { FormDialog } from './form-dialog.tsx'
import { JsonInput } from './json-input.tsx'
import { readJson } from './read-json.ts'

/** Releases a task that waits for a callback, with data, as the node Modify Task does. */
export function ModifyForm({
  process,
  taskId,
  opened,
  onClose,
}: {
  process: string
  taskId: string
  opened: boolean
  onClose: () => void
}) {
  const change = useChange()
  const [text, setText] = useState('{}')
  const { value } = readJson(text)
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return (
    <FormDialog
      opened={opened}
      title="Modify the task"
      action="Modify"
      ready={isObject}
      busy={change.isPending}
      error={change.error}
      onSubmit={() =>
        change.mutate(
          {
            method: 'POST',
            path: '/tasks/modify',
            body: { process, refOrId: taskId, data: value },
            done: 'Modified; the timeline says what the task makes of it',
          },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
    >
      <JsonInput
        label="Data"
        description="A JSON object; the task takes it as the answer to its callback and goes on"
        value={text}
        onChange={setText}
      />
    </FormDialog>
  )
}
