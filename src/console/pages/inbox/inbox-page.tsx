import { Progress, SimpleGrid, Stack } from '@mantine/core'
import { useApi } from '../../api/use-api.ts'
import type { InboxStatus } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Empty } from '../../parts/states/empty.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { Time } from '../../parts/time.tsx'
import { Page } from '../../shell/page.tsx'
import { ForwarderCard } from './forwarder-card.tsx'
import { LEVELS } from './levels.ts'
import { ReceiversCard } from './receivers-card.tsx'
import { StuckCard } from './stuck-card.tsx'
import { tellDrain } from './tell-drain.ts'
import { TrendCard } from './trend-card.tsx'
import { WaitingCard } from './waiting-card.tsx'

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
            <Durable status={status} />
          )
        }
      </Shown>
    </Page>
  )
}

function Durable({ status }: { status: InboxStatus }) {
  const { records, stuck, oldestReceivedAt, usedBytes, mapBytes, fill, writable, accepted } = status
  const { forwarder, drain, verdict } = status
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: 'start' }}>
        <Card title="Held">
          <Facts
            of={{
              State: verdict && <Verdict of={verdict} />,
              Deliveries: records.toLocaleString(),
              Oldest: <Time at={oldestReceivedAt} never="none" />,
              'Empty in': drain && tellDrain(drain, records),
              'Accepted per second': drain?.inPerSecond.toFixed(1) ?? null,
              'Handed on per second': drain?.outPerSecond.toFixed(1) ?? null,
              'Refused by Temporal, kept':
                stuck > 0 ? <StateBadge tone="bad">{String(stuck)}</StateBadge> : '0',
              'Accepted since this receiver started': accepted.toLocaleString(),
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
        <Stack gap="md">
          <TrendCard />
          <ReceiversCard />
          {forwarder !== null && <ForwarderCard forwarder={forwarder} />}
        </Stack>
      </SimpleGrid>
      {stuck > 0 && <StuckCard count={stuck} />}
      {records > 0 && <WaitingCard perProcess={status.perProcess} />}
    </Stack>
  )
}

function Verdict({ of: { level, since } }: { of: NonNullable<InboxStatus['verdict']> }) {
  const { tone, text } = LEVELS[level]
  return (
    <span>
      <StateBadge tone={tone}>{text}</StateBadge> since <Time at={since} />
    </span>
  )
}

const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MiB`
