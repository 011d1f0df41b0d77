/** Many tasks at once: what is done to them, which ones, how far it is, what could not be done. */
import {
  Alert,
  Button,
  Group,
  List,
  Modal,
  NativeSelect,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { explain } from '../../../api/use-change.ts'
import type { BulkView } from '../../../api/views.ts'
import { BulkProgress } from '../../../bulk/bulk-progress.tsx'
import { type BulkControl, useBulk } from '../../../bulk/use-bulk.ts'
import { useLack } from '../../../shell/session-context.ts'
import { taskPath } from '../../task/task-path.ts'
import { ACTIONS, type ActionInput, actionOf, type ManyActionName } from './bulk-actions.ts'

const number = new Intl.NumberFormat()
const tellCount = (count: number) => (count === 1 ? 'one task' : `${number.format(count)} tasks`)

export function BulkDialog({ query, onClose }: { query: string; onClose: () => void }) {
  const control = useBulk()
  const { bulk } = control
  const words = bulk === null ? null : ACTIONS[bulk.action as ManyActionName]
  const mayClose = bulk === null || bulk.state === 'prepared' || bulk.isOver
  const title =
    bulk === null || words === null
      ? 'Change all tasks of the filter'
      : bulk.state === 'prepared'
        ? `${words.title}: ${tellCount(bulk.total)}?`
        : bulk.isOver
          ? `${number.format(bulk.done)} of ${number.format(bulk.total)} ${words.done}`
          : `${words.title}: ${tellCount(bulk.total)}`
  return (
    <Modal
      opened
      onClose={mayClose ? onClose : () => undefined}
      withCloseButton={mayClose}
      closeButtonProps={{ 'aria-label': 'Close' }}
      title={title}
      size="lg"
    >
      {bulk === null || words === null ? (
        <ActionForm control={control} query={query} />
      ) : bulk.state === 'prepared' ? (
        <Preview control={control} bulk={bulk} onClose={onClose} />
      ) : (
        <BulkProgress
          control={control}
          bulk={bulk}
          done={words.done}
          hrefOf={(workflowId) => taskPath({ workflowId })}
          onClose={onClose}
        />
      )}
    </Modal>
  )
}

function ActionForm({ control, query }: { control: BulkControl; query: string }) {
  const lack = useLack('editor')
  const [input, setInput] = useState<ActionInput>({
    name: 'retry',
    node: '',
    signal: '',
    payload: '',
    reason: '',
  })
  const [wrong, setWrong] = useState<string | null>(null)
  const { name } = input
  const set = (to: Partial<ActionInput>) => {
    setWrong(null)
    setInput({ ...input, ...to })
  }

  function preview(event: FormEvent) {
    event.preventDefault()
    const action = actionOf(input)
    if (typeof action === 'string') setWrong(action)
    else {
      const filter = Object.fromEntries(new URLSearchParams(query))
      void control.prepare({ subject: 'tasks', filter, action })
    }
  }

  return (
    <form onSubmit={preview}>
      <Stack gap="md">
        <NativeSelect
          label="What to do"
          data={Object.entries(ACTIONS).map(([value, { title }]) => ({
            value,
            label: title,
            disabled: value === 'terminate' && lack !== null,
          }))}
          value={name}
          onChange={(event) => set({ name: event.currentTarget.value as ManyActionName })}
        />
        <Text size="sm" c="dimmed">
          {ACTIONS[name].about}
        </Text>
        {name === 'reset' && (
          <TextInput
            label="Node"
            required
            value={input.node}
            onChange={(event) => set({ node: event.currentTarget.value })}
          />
        )}
        {name === 'signal' && (
          <>
            <TextInput
              label="Signal"
              required
              value={input.signal}
              onChange={(event) => set({ signal: event.currentTarget.value })}
            />
            <Textarea
              label="Payload (JSON)"
              autosize
              minRows={2}
              value={input.payload}
              onChange={(event) => set({ payload: event.currentTarget.value })}
            />
          </>
        )}
        {(name === 'retry' || name === 'reset' || name === 'terminate') && (
          <TextInput
            label="Reason"
            description="Stands in the history of each"
            maxLength={500}
            value={input.reason}
            onChange={(event) => set({ reason: event.currentTarget.value })}
          />
        )}
        {(wrong !== null || control.error !== null) && (
          <Alert color="red" role="alert" title="Not yet">
            {wrong ?? explain(control.error as Error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={control.isAsking}>
            Preview
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Preview({ control, bulk, onClose }: { control: BulkControl; bulk: BulkView; onClose: () => void }) {
  const { title, about } = ACTIONS[bulk.action as ManyActionName]
  const more = bulk.total - bulk.first.length
  // The button that led here is gone with its form
  const keep = useRef<HTMLButtonElement>(null)
  useEffect(() => keep.current?.focus(), [])
  return (
    <Stack gap="md">
      <Text size="sm">
        {about} Only these are changed, and each only if it is still what it was a moment ago.
      </Text>
      <List size="sm" aria-label="First of them">
        {bulk.first.map(({ id, told }) => (
          <List.Item key={id} style={{ overflowWrap: 'anywhere' }}>
            <bdi>{told}</bdi>
          </List.Item>
        ))}
        {more > 0 && <List.Item>and {number.format(more)} more</List.Item>}
      </List>
      {control.error !== null && (
        <Alert color="red" role="alert" title="Not started">
          {explain(control.error)}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button ref={keep} variant="default" onClick={onClose} data-autofocus>
          Keep them as they are
        </Button>
        <Button
          color={bulk.action === 'terminate' || bulk.action === 'cancel' ? 'red' : 'indigo'}
          disabled={bulk.total === 0}
          loading={control.isAsking}
          onClick={() => void control.start()}
        >
          {title}
        </Button>
      </Group>
    </Stack>
  )
}
