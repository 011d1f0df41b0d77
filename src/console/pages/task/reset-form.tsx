import { Alert, Checkbox, Code, List, NativeSelect, Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useApi } from '../../api/use-api.ts'
import { useChange } from '../../api/use-change.ts'
import type { ResetWrite, TaskPage } from '../../api/views.ts'
import { Time } from '../../parts/time.tsx'
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
  const asked = new URLSearchParams({ workflowId, runId, node })
  const found = useApi<{ writes: ResetWrite[] }>(
    opened && node !== '' ? `/tasks/reset-writes?${asked}` : null,
    {
      every: false,
    },
  )
  const writes = found.data?.writes ?? []
  const unknown = writes.filter(({ covered }) => !covered).map(({ id }) => id)
  // What was confirmed is these writes, not whatever is found later.
  const [confirmed, setConfirmed] = useState('')
  const isConfirmed = unknown.length === 0 || confirmed === unknown.join(' ')
  return (
    <FormDialog
      opened={opened}
      title="Reset to a node"
      action="Reset"
      ready={node !== '' && found.isSuccess && isConfirmed}
      busy={change.isPending}
      error={change.error ?? found.error}
      onSubmit={() =>
        change.mutate(
          {
            method: 'POST',
            path: '/tasks/reset',
            body: {
              workflowId,
              runId,
              node,
              confirm: unknown,
              ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
            },
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
      <ResetWrites writes={writes} />
      {unknown.length > 0 && (
        <Checkbox
          color="red"
          label={`Do ${unknown.length === 1 ? 'this write' : `these ${unknown.length} writes`} again, even if that does it twice`}
          checked={isConfirmed}
          onChange={(event) => setConfirmed(event.currentTarget.checked ? unknown.join(' ') : '')}
        />
      )}
      <Text size="sm">
        What it called after that point is called again, under the same idempotency keys: who keeps them does
        nothing twice. {open && 'The run of now ends.'}
      </Text>
    </FormDialog>
  )
}

/** The writes that a reset does again: those that may happen twice apart from those that can't. */
function ResetWrites({ writes }: { writes: readonly ResetWrite[] }) {
  const unknown = writes.filter(({ covered }) => !covered)
  const covered = writes.filter((write) => write.covered)
  return (
    <>
      {unknown.length > 0 && (
        <Alert color="red" title="These may be done twice">
          <Writes
            of={unknown}
            tell={({ knownUntil }) =>
              knownUntil === null ? (
                'carries no key'
              ) : (
                <>
                  its key was known until <Time at={knownUntil} full />
                </>
              )
            }
          />
        </Alert>
      )}
      {covered.length > 0 && (
        <Alert color="gray" title="Done again, these happen once">
          <Writes
            of={covered}
            tell={({ knownUntil }) => (
              <>
                known until <Time at={knownUntil} full />
              </>
            )}
          />
        </Alert>
      )}
    </>
  )
}

function Writes({ of, tell }: { of: readonly ResetWrite[]; tell: (write: ResetWrite) => ReactNode }) {
  return (
    <List size="sm">
      {of.map((write) => (
        <List.Item key={`${write.id} ${write.at}`}>
          {write.node ?? write.activity} (<Code>{write.activity}</Code>) of <Time at={write.at} full />:{' '}
          {tell(write)}
          {write.key !== null && (
            <>
              , key <Code>{write.key}</Code>
            </>
          )}
        </List.Item>
      ))}
    </List>
  )
}
