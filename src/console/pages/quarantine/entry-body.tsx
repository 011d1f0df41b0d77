/** The body: what is wrong stands at its place; it is edited, checked, and sent on its way again. */
import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { callApi } from '../../api/call-api.ts'
import { explain, useChange } from '../../api/use-change.ts'
import type { Foreseen, QuarantineEntry, QuarantineResult } from '../../api/views.ts'
import { CodeEditor } from '../../editor/code-editor.tsx'
import { Card } from '../../parts/card.tsx'
import { CopyButton } from '../../parts/code/copy-button.tsx'
import { RoleButton } from '../../parts/role-button.tsx'
import { useLack } from '../../shell/session-context.ts'
import { taskPath } from '../task/task-path.ts'
import { DiscardForm } from './discard-form.tsx'
import { entryPath } from './entry-path.ts'
import { Verdict } from './verdict.tsx'

export function EntryBody({ entry }: { entry: QuarantineEntry }) {
  const path = entryPath(entry)
  const isText = entry.bodyEncoding === 'text'
  const kept = isText ? entry.body : ''
  /** Null: as it is kept. */
  const [edited, setEdited] = useState<string | null>(null)
  const text = edited ?? kept
  const [isDiscarding, setDiscarding] = useState(false)
  const lack = useLack('operator')
  const change = useChange<QuarantineEntry>()
  const resubmit = useChange<QuarantineResult>()
  const discard = useChange()
  const check = useMutation<Foreseen, Error, string>({
    mutationFn: (body) => callApi('POST', `${path}/check`, { body }),
    onError: (error) => notifications.show({ title: 'Not checked', message: explain(error), color: 'red' }),
  })
  const isOpen = entry.ended === null
  const isEdited = text !== kept
  const isReused = entry.problem.code === 'delivery_key_reused'
  const problems = text === check.variables ? check.data?.problems : isEdited ? [] : entry.problem.problems

  // What was found in the first body says nothing of one that was edited since
  const { mutate: judge } = check
  useEffect(() => {
    if (isOpen && isText && !entry.bodyCut && entry.edits > 0) judge(kept)
  }, [judge, isOpen, isText, entry.bodyCut, entry.edits, kept])

  const save = (then?: () => void) =>
    change.mutate(
      { method: 'PUT', path: `${path}/body`, body: { body: text }, done: 'The body is saved' },
      {
        onSuccess() {
          setEdited(null)
          then?.()
        },
      },
    )
  const send = (asNew = false) =>
    resubmit.mutate(
      { method: 'POST', path: `${path}/resubmit`, body: asNew ? { asNew } : {}, done: 'It became a task' },
      { onError: () => judge(text) },
    )

  return (
    <Card title="Body" actions={<CopyButton text={text} name="Copy the body" />}>
      <Stack gap="sm">
        <Alert color={isOpen ? 'red' : 'gray'} title={`Why it became no task: ${entry.problem.code}`}>
          {entry.problem.message}
          {entry.edits > 0 && ' (that was before it was edited)'}
          {typeof entry.refTask === 'string' && (
            <>
              {': '}
              <Anchor
                component={Link}
                size="sm"
                underline="always"
                href={taskPath({ workflowId: entry.refTask })}
              >
                go to that task
              </Anchor>
            </>
          )}
        </Alert>
        {!entry.current && isOpen && (
          <Alert color="yellow" title="No worker answers">
            This is the body it came with: an edit since then is not shown.
          </Alert>
        )}
        {entry.bodyCut && (
          <Text size="sm">Only the beginning of the body was kept: give it the whole one.</Text>
        )}
        {!isText && <Text size="sm">The body is no text, so it can not be shown: give it a new one.</Text>}
        <CodeEditor
          label="Body"
          value={text}
          language={entry.format === 'json' ? 'json' : 'text'}
          {...(problems === undefined ? {} : { problems })}
          {...(isOpen && lack === null ? { onChange: setEdited, onSubmit: () => judge(text) } : {})}
        />
        {isOpen && text === check.variables && check.data && <Verdict verdict={check.data} />}
        {isOpen && (
          <Group justify="space-between" gap="xs">
            <Group gap="xs">
              <Button size="xs" variant="default" loading={check.isPending} onClick={() => judge(text)}>
                Check
              </Button>
              <RoleButton
                needs="operator"
                size="xs"
                variant="default"
                unless={isEdited ? null : 'Nothing was edited'}
                loading={change.isPending}
                onClick={() => save()}
              >
                Save
              </RoleButton>
              {isEdited && (
                <Button size="xs" variant="subtle" onClick={() => setEdited(null)}>
                  Undo edits
                </Button>
              )}
            </Group>
            <Group gap="xs">
              <RoleButton
                needs="operator"
                size="xs"
                variant="default"
                loading={discard.isPending}
                onClick={() => setDiscarding(true)}
              >
                Discard
              </RoleButton>
              <RoleButton
                needs="operator"
                size="xs"
                loading={resubmit.isPending || change.isPending}
                onClick={() => (isEdited ? save(send) : send())}
              >
                {isEdited ? 'Save and resubmit' : 'Resubmit'}
              </RoleButton>
              {isReused && (
                <RoleButton
                  needs="operator"
                  size="xs"
                  variant="default"
                  loading={resubmit.isPending || change.isPending}
                  onClick={() => (isEdited ? save(() => send(true)) : send(true))}
                >
                  Resubmit as a new task
                </RoleButton>
              )}
            </Group>
          </Group>
        )}
      </Stack>
      <DiscardForm
        opened={isDiscarding}
        what="this entry"
        onClose={() => setDiscarding(false)}
        onDiscard={(reason) =>
          discard.mutate({
            method: 'POST',
            path: `${path}/discard`,
            body: { reason },
            done: 'It is discarded',
          })
        }
      />
    </Card>
  )
}
