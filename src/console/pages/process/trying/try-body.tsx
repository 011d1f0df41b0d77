import { Alert, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { pathOf } from '../../../api/call-api.ts'
import { useChange } from '../../../api/use-change.ts'
import type { Example, ProcessDetails, Trial } from '../../../api/views.ts'
import { CodeEditor } from '../../../editor/code-editor.tsx'
import type { JsonSchema } from '../../../editor/json-schema.ts'
import { Card } from '../../../parts/card.tsx'
import { RoleButton } from '../../../parts/role-button.tsx'
import { useLack } from '../../../shell/session-context.ts'
import { TrialShown } from '../../../trial/trial-shown.tsx'
import { readProblems } from './read-problems.ts'
import { type Format, TryFormat } from './try-format.tsx'

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' })

/** @param given what to begin with; null: the first example */
export function TryBody({
  process: { process, aliases, urls, paused },
  schema,
  examples,
  given,
  format,
  onFormat,
}: {
  process: ProcessDetails
  schema: JsonSchema
  examples: readonly Example[]
  given: string | null
  format: Format
  onFormat: (format: Format) => void
}) {
  const [body, setBody] = useState(given ?? examples[0]?.body ?? '{\n  \n}')
  const [alias, setAlias] = useState('')
  const [credentials, setCredentials] = useState(true)
  const [ref, setRef] = useState('')
  const send = useChange<Trial>()
  const lack = useLack('operator')
  const whyNot = urls === null && alias === '' ? 'The direct URL is off: switch it on first' : null
  const sent = send.variables?.body as { body: string } | undefined

  function submit() {
    if (lack !== null || whyNot !== null || send.isPending) return
    send.mutate({
      method: 'POST',
      path: pathOf('processes', process, 'try'),
      body: {
        body,
        format,
        credentials,
        ...(alias === '' ? {} : { alias }),
        ...(ref.trim() === '' ? {} : { ref: ref.trim() }),
      },
      done: 'It was sent, as a test',
    })
  }

  return (
    <Stack gap="md">
      <Card title="Body">
        <Stack gap="sm">
          <Group align="flex-end" gap="sm">
            <NativeSelect
              label="Begin with"
              data={[
                { value: '', label: 'choose an example' },
                ...examples.map((example, index) => ({ value: String(index), label: tellExample(example) })),
              ]}
              value=""
              onChange={(event) => {
                const chosen = examples[Number(event.currentTarget.value)]
                if (event.currentTarget.value === '' || chosen === undefined) return
                setBody(chosen.body)
                onFormat('json')
              }}
            />
            <TryFormat format={format} onFormat={onFormat} />
            {aliases.length > 0 && (
              <NativeSelect
                label="URL of"
                data={[
                  { value: '', label: process },
                  ...aliases.map((name) => ({ value: name, label: `@${name}` })),
                ]}
                value={alias}
                onChange={(event) => setAlias(event.currentTarget.value)}
              />
            )}
          </Group>
          <CodeEditor
            label="Body to send"
            value={body}
            onChange={setBody}
            onSubmit={submit}
            language={format === 'json' ? 'json' : 'text'}
            schema={format === 'json' ? schema : null}
            {...(send.data && sent?.body === body ? { problems: readProblems(send.data.body) } : {})}
          />
          <Group align="flex-end" justify="space-between" gap="sm">
            <Group align="flex-end" gap="md">
              <TextInput
                label="Ref"
                description="Where the Start node reads it from a header"
                maxLength={128}
                value={ref}
                onChange={(event) => setRef(event.currentTarget.value)}
              />
              <Checkbox
                label="With credentials"
                checked={credentials}
                onChange={(event) => setCredentials(event.currentTarget.checked)}
                mb={8}
              />
            </Group>
            <RoleButton needs="operator" unless={whyNot} loading={send.isPending} onClick={submit}>
              Send
            </RoleButton>
          </Group>
          {paused && (
            <Alert color="yellow" title="The process is paused">
              The delivery is accepted and waits in the inbox until the process is resumed.
            </Alert>
          )}
          <Text size="xs" c="dimmed">
            It becomes a real task. Its delivery key says that it is a test, and no counter knows of it.
          </Text>
        </Stack>
      </Card>
      {send.data && (
        <Card title="Answer">
          <TrialShown process={process} trial={send.data} />
        </Card>
      )}
    </Stack>
  )
}

function tellExample({ source, receivedAt, taskId }: Example): string {
  if (source === 'file') return 'the example of the process'
  return `a task of ${receivedAt === null ? (taskId ?? '') : exact.format(new Date(receivedAt))}`
}
