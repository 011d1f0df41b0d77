/** What one may do to the task now; what one may not is folded away, each with its reason. */
import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useChange } from '../../api/use-change.ts'
import type { Role, TaskPage } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { NotNow } from '../../parts/not-now.tsx'
import { RoleButton } from '../../parts/role-button.tsx'
import { useLack } from '../../shell/session-context.ts'
import { DecideForm } from './decide-form.tsx'
import { ModifyForm } from './modify-form.tsx'
import { ResetForm } from './reset-form.tsx'
import { SignalForm } from './signal-form.tsx'
import { taskPath } from './task-path.ts'
import { TerminateForm } from './terminate-form.tsx'

type Form = 'decide' | 'signal' | 'modify' | 'reset' | 'run-again' | 'cancel' | 'terminate'

/** The signal of which the console knows what it takes. */
const APPROVE = 'approve'

export function ActionsCard({ task }: { task: TaskPage }) {
  const [, go] = useLocation()
  const [form, setForm] = useState<Form | null>(null)
  const change = useChange<{ workflowId: string; runId: string }>()
  const { workflowId, runId, open, outcome, waitingFor, trace, process, taskId } = task
  const close = () => setForm(null)
  const lacks = { viewer: null, operator: useLack('operator'), editor: useLack('editor') }

  if (outcome !== 'task') return <NoTask task={task} />
  const awaited = waitingFor.flatMap(({ signal }) => (signal === null ? [] : signal.split("' or '")))
  const ended = open ? null : 'It has ended'
  const buttons: readonly (readonly [Form, string, Role, string | null, string?])[] = [
    ...(awaited.includes(APPROVE) ? [['decide', 'Decide', 'operator', ended, 'filled'] as const] : []),
    ['signal', 'Signal', 'operator', ended],
    [
      'modify',
      'Modify',
      'operator',
      ended ?? (waitingFor.some(({ kind }) => kind === 'callback') ? null : 'It waits for no callback'),
    ],
    ['reset', 'Reset to a node', 'operator', trace?.length ? null : 'It has been at no node yet'],
    ['run-again', 'Run again', 'operator', open ? 'It is open: cancel it first, or reset it' : null],
    ['cancel', 'Cancel', 'operator', ended],
    ['terminate', 'Terminate', 'editor', ended, 'outline'],
  ]

  const reasonOf = (needs: Role, unless: string | null) => lacks[needs] ?? unless
  const possible = buttons.filter(([, , needs, unless]) => reasonOf(needs, unless) === null)
  const impossible = buttons.flatMap(([, title, needs, unless]) => {
    const reason = reasonOf(needs, unless)
    return reason === null ? [] : [{ title, reason }]
  })

  return (
    <Card title="Actions">
      {possible.length > 0 && (
        <Group gap="xs" mb={impossible.length > 0 ? 'xs' : 0}>
          {possible.map(([name, title, needs, , variant = 'default']) => (
            <RoleButton
              key={name}
              needs={needs}
              size="xs"
              variant={variant}
              {...(name === 'terminate' ? { color: 'red' } : {})}
              loading={change.isPending && form === name}
              onClick={() => setForm(name)}
            >
              {title}
            </RoleButton>
          ))}
        </Group>
      )}
      <NotNow
        actions={impossible.map(({ title, reason }) => ({ title, reason }))}
        isAll={possible.length === 0}
      />
      <DecideForm task={task} signal={APPROVE} opened={form === 'decide'} onClose={close} />
      <SignalForm task={task} awaited={awaited} opened={form === 'signal'} onClose={close} />
      {process !== null && taskId !== null && (
        <ModifyForm process={process} taskId={taskId} opened={form === 'modify'} onClose={close} />
      )}
      <ResetForm
        task={task}
        opened={form === 'reset'}
        onClose={close}
        onMade={(made) => go(taskPath({ workflowId, runId: made }))}
      />
      <TerminateForm task={task} opened={form === 'terminate'} onClose={close} />
      <Confirm
        opened={form === 'cancel'}
        title="Cancel the task?"
        action="Cancel the task"
        danger
        onClose={close}
        onConfirm={() =>
          change.mutate({
            method: 'POST',
            path: '/tasks/cancel',
            body: { workflowId, runId },
            done: 'It was asked to end; it may clean up first',
          })
        }
      >
        It is asked to end, and may clean up first. What it waits for is given up.
      </Confirm>
      <Confirm
        opened={form === 'run-again'}
        title="Run it again from its start?"
        action="Run again"
        onClose={close}
        onConfirm={() =>
          change.mutate(
            {
              method: 'POST',
              path: '/tasks/run-again',
              body: { workflowId, runId },
              done: 'It runs again as a new task',
            },
            { onSuccess: (made) => go(taskPath(made)) },
          )
        }
      >
        The same data becomes a new task with a new id, so what it posts to others is posted anew: a payment
        is paid again, unless the process or Mambu knows it by something else.
      </Confirm>
    </Card>
  )
}

function NoTask({ task: { outcome, process, taskId } }: { task: TaskPage }) {
  return (
    <Card title="Actions">
      <Text size="sm" mb="xs">
        {outcome === 'quarantine'
          ? 'This is no task: its body could not become one, and is kept in quarantine.'
          : 'This is no task but the record of a delivery.'}
      </Text>
      {outcome === 'quarantine' && process !== null && taskId !== null && (
        <Button component={Link} href={`/quarantine/${process}/${taskId}`} size="xs" variant="default">
          Open it in quarantine
        </Button>
      )}
    </Card>
  )
}
