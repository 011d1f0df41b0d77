/** A body of one's own at the real direct URL, or a payload filled as Mambu fills it, which sends nothing. */
import { Grid, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { pathOf } from '../../../api/call-api.ts'
import { useApi } from '../../../api/use-api.ts'
import { useSearchParams } from '../../../api/use-search-params.ts'
import type { Example, ProcessDetails } from '../../../api/views.ts'
import type { JsonSchema } from '../../../editor/json-schema.ts'
import { Empty } from '../../../parts/states/empty.tsx'
import { Shown } from '../../../parts/states/shown.tsx'
import { TryBody } from './try-body.tsx'
import { TryFields } from './try-fields.tsx'
import type { Format } from './try-format.tsx'
import { TryTemplate } from './try-template.tsx'

const MODES = [
  { value: 'body', label: 'Send a body' },
  { value: 'payload', label: "Preview Mambu's payload" },
]

export function TryTab({ process }: { process: ProcessDetails }) {
  const { process: id, inCode } = process
  const [params, setParams] = useSearchParams()
  const mode = params.get('mode') === 'payload' ? 'payload' : 'body'
  const [format, setFormat] = useState<Format>('json')
  /** A body that was made elsewhere: what is to be sent next. */
  const [handed, setHanded] = useState<string | null>(null)
  const schema = useApi<{ schema: JsonSchema }>(inCode ? pathOf('processes', id, 'schema') : null, {
    every: false,
  })
  const examples = useApi<{ examples: Example[] }>(inCode ? pathOf('processes', id, 'examples') : null, {
    every: false,
  })
  if (!inCode) {
    return (
      <Empty title="This receiver does not serve the process">
        Its code is not here: deploy it, then it can be tried.
      </Empty>
    )
  }

  function go(to: string) {
    setParams(new URLSearchParams(to === 'body' ? {} : { mode: to }))
  }

  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label="What to try"
        data={MODES}
        value={mode}
        onChange={go}
        style={{ alignSelf: 'flex-start' }}
      />
      <Shown of={schema} what="The schema">
        {({ schema: known }) => (
          <Shown of={examples} what="The list of examples">
            {({ examples: bodies }) => (
              <Grid gap="md">
                <Grid.Col span={{ base: 12, md: 8 }}>
                  {mode === 'body' ? (
                    <TryBody
                      key={handed ?? ''}
                      process={process}
                      schema={known}
                      examples={bodies}
                      given={handed}
                      format={format}
                      onFormat={setFormat}
                    />
                  ) : (
                    <TryTemplate
                      process={id}
                      schema={known}
                      examples={bodies}
                      format={format}
                      onFormat={setFormat}
                      onTake={(body) => {
                        setHanded(body)
                        go('body')
                      }}
                    />
                  )}
                </Grid.Col>
                <Grid.Col span={{ base: 12, md: 4 }}>
                  <TryFields schema={known} />
                  <Text size="xs" c="dimmed" mt="xs">
                    In the editor, Ctrl and Space offers them where they fit.
                  </Text>
                </Grid.Col>
              </Grid>
            )}
          </Shown>
        )}
      </Shown>
    </Stack>
  )
}
