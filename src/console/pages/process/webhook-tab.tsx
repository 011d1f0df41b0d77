import { Group, NativeSelect, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { useApi } from '../../api/use-api.ts'
import type { WebhookView } from '../../api/views.ts'
import { WebhookShown } from '../../direct-url/webhook-shown.tsx'
import { Empty } from '../../parts/states/empty.tsx'
import { Shown } from '../../parts/states/shown.tsx'

/**
 * What to paste into Mambu.
 *
 * @param title of the process, or what else the webhook is called in Mambu
 * @param only an alias whose URL it is about; without: the reader chooses among the process and its aliases
 */
export function WebhookTab({
  process,
  aliases = [],
  inCode,
  only,
  title,
}: {
  process: string
  title: string
  aliases?: readonly string[]
  inCode: boolean
  only?: string
}) {
  const [format, setFormat] = useState('json')
  const [chosen, setChosen] = useState('')
  const alias = only ?? chosen
  const query = new URLSearchParams({ format, ...(alias === '' ? {} : { alias }) })
  const webhook = useApi<WebhookView>(inCode ? `${pathOf('processes', process, 'webhook')}?${query}` : null)
  if (!inCode) {
    return (
      <Empty title="This receiver does not serve the process">
        Its code is not here: deploy it, or switch its URL off.
      </Empty>
    )
  }
  return (
    <Stack gap="md">
      <Group align="flex-end" gap="md">
        {aliases.length > 0 && only === undefined && (
          <NativeSelect
            label="URL of"
            data={[
              { value: '', label: process },
              ...aliases.map((name) => ({ value: name, label: `@${name}` })),
            ]}
            value={chosen}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
        )}
        <div>
          <Text size="sm" fw={600} id="webhook-format">
            Copy via
          </Text>
          <SegmentedControl
            aria-labelledby="webhook-format"
            data={['json', 'xml', 'nvp'].map((value) => ({ value, label: value.toUpperCase() }))}
            value={format}
            onChange={setFormat}
          />
        </div>
      </Group>
      <Shown of={webhook} what="The webhook">
        {(view) => <WebhookShown webhook={view} format={format as 'json' | 'xml' | 'nvp'} title={title} />}
      </Shown>
    </Stack>
  )
}
