import { Text } from '@mantine/core'
import { useApi } from '../../api/use-api.ts'
import type { HeldView } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Time } from '../../parts/time.tsx'
import { LEVELS } from './levels.ts'

const EVERY_MS = 5_000

type Receiver = HeldView['receivers'][number]

const COLUMNS: readonly Column<Receiver>[] = [
  {
    title: 'Receiver',
    isName: true,
    cell: ({ name, isThis }) => (
      <span style={{ overflowWrap: 'anywhere' }}>{isThis ? `${name} (this one)` : name}</span>
    ),
  },
  { title: 'Held', align: 'right', cell: ({ held }) => held?.records.toLocaleString() ?? '-' },
  { title: 'Oldest', cell: ({ held }) => <Time at={held?.oldestReceivedAt ?? null} never="none" /> },
  {
    title: 'State',
    cell: ({ held, away, asOf }) =>
      away === null ? (
        <StateBadge tone={LEVELS[held?.level ?? 'calm'].tone}>
          {held?.level == null ? 'keeps none' : LEVELS[held.level].text}
        </StateBadge>
      ) : (
        <div>
          <StateBadge tone="warning">does not answer</StateBadge>
          <Text size="xs" c="dimmed" title={away}>
            {asOf === null ? (
              'nothing is known of it'
            ) : (
              <>
                as of <Time at={asOf} full />
              </>
            )}
          </Text>
        </div>
      ),
  },
]

/** What the others hold; nothing where this receiver knows of no other. */
export function ReceiversCard() {
  const { data } = useApi<HeldView>('/inbox/receivers', { every: EVERY_MS })
  if (data === undefined || data.receivers.length < 2) return null
  return (
    <Card title="All receivers">
      <DataTable label="Receivers" columns={COLUMNS} rows={data.receivers} keyOf={({ name }) => name} />
    </Card>
  )
}
