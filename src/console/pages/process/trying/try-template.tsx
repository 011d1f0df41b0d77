import { Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { callApi, pathOf } from '../../../api/call-api.ts'
import { useApi } from '../../../api/use-api.ts'
import type { Example, Preview, WebhookView } from '../../../api/views.ts'
import { CodeEditor } from '../../../editor/code-editor.tsx'
import type { JsonSchema } from '../../../editor/json-schema.ts'
import { Card } from '../../../parts/card.tsx'
import { Shown } from '../../../parts/states/shown.tsx'
import { Verdict } from '../../quarantine/verdict.tsx'
import { guessValues } from './guess-values.ts'
import { type Format, TryFormat } from './try-format.tsx'

const TYPED_MS = 350

/** @param onTake takes the filled body, to be sent */
export function TryTemplate({
  process,
  schema,
  examples,
  format,
  onFormat,
  onTake,
}: {
  process: string
  schema: JsonSchema
  examples: readonly Example[]
  format: Format
  onFormat: (format: Format) => void
  onTake: (body: string) => void
}) {
  const webhook = useApi<WebhookView>(`${pathOf('processes', process, 'webhook')}?format=${format}`, {
    every: false,
  })
  const [values, setValues] = useState(() => guessValues(schema, examples[0]?.body ?? ''))
  return (
    <Shown of={webhook} what="The payload">
      {({ template }) => (
        <Filled
          key={format}
          process={process}
          begin={template?.text ?? ''}
          format={format}
          onFormat={onFormat}
          values={values}
          onValues={setValues}
          onTake={onTake}
        />
      )}
    </Shown>
  )
}

function Filled({
  process,
  begin,
  format,
  onFormat,
  values,
  onValues,
  onTake,
}: {
  process: string
  begin: string
  format: Format
  onFormat: (format: Format) => void
  values: Readonly<Record<string, string>>
  onValues: (values: Readonly<Record<string, string>>) => void
  onTake: (body: string) => void
}) {
  const [template, setTemplate] = useState(begin)
  const [asked] = useDebouncedValue({ template, values }, TYPED_MS)
  const preview = useQuery<Preview, Error>({
    queryKey: ['preview', process, format, asked],
    queryFn: () => callApi('POST', pathOf('processes', process, 'preview'), { ...asked, format }),
    placeholderData: keepPreviousData,
  })
  const { problems = [], unused = [], missing = [] } = preview.data ?? {}
  const names = [
    ...new Set([...Object.keys(asked.values).filter((name) => !unused.includes(name)), ...missing]),
  ]
  return (
    <Stack gap="md">
      <Card title="Payload" actions={<TryFormat format={format} onFormat={onFormat} />}>
        <Text size="sm" mb="sm">
          As it stands in Mambu, with placeholders: yours, or the one that the Start node suggests.
        </Text>
        <CodeEditor
          label="Payload with placeholders"
          language="text"
          value={template}
          onChange={setTemplate}
          problems={problems.flatMap(({ from, message }) =>
            from === undefined
              ? []
              : [{ message: `${from.placeholder}: ${message}`, line: from.line, column: from.column }],
          )}
        />
      </Card>
      <Card title="Values">
        {names.length === 0 ? (
          <Text size="sm" c="dimmed">
            The payload has no placeholder.
          </Text>
        ) : (
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            {names.map((name) => (
              <TextInput
                key={name}
                label={name}
                value={values[name] ?? ''}
                placeholder="empty"
                onChange={(event) => onValues({ ...values, [name]: event.currentTarget.value })}
              />
            ))}
          </SimpleGrid>
        )}
      </Card>
      <Card title="What Mambu would send">
        <Shown of={preview} what="The preview">
          {(filled) => (
            <Stack gap="sm">
              <CodeEditor
                label="Filled body"
                value={filled.text}
                language={format === 'json' ? 'json' : 'text'}
                problems={filled.problems}
              />
              {filled.notes.map((note) => (
                <Text key={note} size="sm" c="dimmed">
                  {note}
                </Text>
              ))}
              <Group justify="space-between">
                <Verdict verdict={filled} />
                <Button size="xs" variant="default" onClick={() => onTake(filled.text)}>
                  Use it as body
                </Button>
              </Group>
            </Stack>
          )}
        </Shown>
      </Card>
    </Stack>
  )
}
