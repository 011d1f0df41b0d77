import { Text } from '@mantine/core'
import { useApi } from '../../api/use-api.ts'
import type { InboxTrend } from '../../api/views.ts'
import { type Series, TimeChart } from '../../charts/time-chart.tsx'
import { Card } from '../../parts/card.tsx'
import { Shown } from '../../parts/states/shown.tsx'

const EVERY_MS = 10_000
/** Points of the line: one a minute. */
const POINTS = 60

type Sample = InboxTrend['trend'][number]
const HELD: readonly Series<Sample>[] = [{ title: 'Held', tone: 'indigo', value: ({ held }) => held }]
/** Below this the minutes of two marks would be the same. */
const SHORT_MS = 10 * 60_000
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const exactClock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })

/** How much was held over the last hour. */
export function TrendCard() {
  const trend = useApi<InboxTrend>('/inbox/trend', { every: EVERY_MS })
  return (
    <Card title="The last hour">
      <Shown of={trend} what="The trend">
        {({ trend: samples }) =>
          samples.length < 2 ? (
            <Text size="sm" c="dimmed">
              This receiver has just started.
            </Text>
          ) : (
            <TimeChart
              label="Deliveries held over the last hour"
              points={thin(samples)}
              series={HELD}
              as="lines"
              timeOf={({ at }) => at}
              tellTime={(iso) => (isShort(samples) ? exactClock : clock).format(new Date(iso))}
            />
          )
        }
      </Shown>
    </Card>
  )
}

function isShort(samples: readonly Sample[]): boolean {
  return Date.parse(samples.at(-1)?.at ?? '') - Date.parse(samples[0]?.at ?? '') < SHORT_MS
}

/** The most that was held in each part, so that no peak is hidden. */
function thin(samples: readonly Sample[]): readonly Sample[] {
  const size = Math.ceil(samples.length / POINTS)
  if (size <= 1) return samples
  return Array.from({ length: Math.ceil(samples.length / size) }, (_, at) =>
    samples
      .slice(at * size, (at + 1) * size)
      .reduce((most, sample) => (sample.held > most.held ? sample : most)),
  )
}
