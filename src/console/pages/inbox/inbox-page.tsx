import { Progress, SimpleGrid } from '@mantine/core'
import { useApi } from '../../api/use-api.ts'
import type { InboxStatus } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Facts } from '../../parts/facts.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Empty } from '../../parts/states/empty.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { Time } from '../../parts/time.tsx'
import { Page } from '../../shell/page.tsx'
import { ForwarderCard } from './forwarder-card.tsx'
import { useRate } from './use-rate.ts'

/** Often, while somebody looks: it is asked of the memory of this receiver. */
const EVERY_MS = 2_000

export function InboxPage() {
  const inbox = useApi<InboxStatus>('/inbox', { every: EVERY_MS })
  return (
    <Page title="Inbox" about="What this receiver has accepted and not yet handed to Temporal">
      <Shown of={inbox} what="The inbox">
        {(status) =>
          status.mode === 'direct' ? (
            <Empty title="This receiver keeps no inbox">
              In mode direct a webhook is answered after its task has started.
            </Empty>
          ) : (
            <Durable status={status} at={inbox.dataUpdatedAt} />
          )
        }
      </Shown>
    </Page>
  )
}

function Durable({ status, at }: { status: InboxStatus; at: number }) {
  const { records, stuck, oldestReceivedAt, usedBytes, mapBytes, fill, writable, accepted, forwarder } =
    status
  const acceptedRate = useRate(accepted, at)
  const forwardedRate = useRate(forwarder?.forwarded ?? 0, at)
  const waiting = Object.entries(status.perProcess).map(([process, count]) => ({ process, count }))
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Card title="Held">
        <Facts
          of={{
            Deliveries: records,
            Oldest: <Time at={oldestReceivedAt} never="none" />,
            'Refused by Temporal, kept':
              stuck > 0 ? <StateBadge tone="bad">{String(stuck)}</StateBadge> : '0',
            'Accepted since this receiver started': accepted,
            'Accepted per second': acceptedRate,
            'Handed on per second': forwardedRate,
            Writable: writable ? (
              <StateBadge tone="good">yes</StateBadge>
            ) : (
              <StateBadge tone="bad">no</StateBadge>
            ),
            'On disk': `${megabytes(usedBytes)} of ${megabytes(mapBytes)}`,
          }}
        />
        <Progress
          value={fill * 100}
          color={fill > 0.8 ? 'red' : fill > 0.5 ? 'yellow' : 'indigo'}
          mt="sm"
          aria-label={`${Math.round(fill * 100)} % full`}
        />
      </Card>
      {forwarder !== null && <ForwarderCard forwarder={forwarder} />}
      {waiting.length > 0 && (
        <Card title="By process">
          <DataTable
            label="Deliveries by process"
            columns={[
              {
                title: 'Process',
                isName: true,
                cell: ({ process }) => process,
                sortBy: ({ process }) => process,
              },
              {
                title: 'Deliveries',
                align: 'right',
                cell: ({ count }) => count,
                sortBy: ({ count }) => count,
              },
            ]}
            rows={waiting}
            keyOf={({ process }) => process}
          />
        </Card>
      )}
    </SimpleGrid>
  )
}

const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MiB`
