/** What requests came to over hours or days, of all receivers, drawn. */
import { Anchor, Group, SegmentedControl, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { MAMBU_MS } from '../answer-times/mambu.ts'
import { useApi } from '../api/use-api.ts'
import type { CountsView } from '../api/views.ts'
import { type Series, TimeChart } from '../charts/time-chart.tsx'
import { Card } from '../parts/card.tsx'
import { Shown } from '../parts/states/shown.tsx'
import { ReceiversShown } from './receivers-shown.tsx'

const EVERY_MS = 10_000
const RANGES = [
  { value: '24h', label: '24 hours', by: 'hour', last: 24 },
  { value: '7d', label: '7 days', by: 'hour', last: 168 },
  { value: '30d', label: '30 days', by: 'day', last: 30 },
  { value: '1y', label: 'a year', by: 'day', last: 366 },
] as const

type Period = CountsView['periods'][number]

const CAME: readonly Series<Period>[] = [
  { title: 'Accepted', tone: 'indigo', value: ({ accepted }) => accepted },
  { title: 'Refused', tone: 'red', value: ({ refused }) => refused },
]
const APART: readonly Series<Period>[] = [
  { title: 'Repeats', tone: 'teal', value: ({ repeats }) => repeats },
  { title: 'Quarantine', tone: 'orange', value: ({ kept }) => kept },
  { title: 'No key', tone: 'gray', value: ({ keyless }) => keyless },
]
const TIMES: readonly Series<Period>[] = [
  { title: 'p50', tone: 'teal', value: ({ answerMs }) => answerMs.p50 },
  { title: 'p95', tone: 'indigo', value: ({ answerMs }) => answerMs.p95 },
  { title: 'p99', tone: 'orange', value: ({ answerMs }) => answerMs.p99 },
]

const hour = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const dayAndHour = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit' })
/** Days are those of UTC, as they are counted. */
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' })

/** @param process null: all of them, and what named none */
export function CountsCard({ process }: { process: string | null }) {
  const [shown, setShown] = useState<string>('24h')
  const { by, last } = RANGES.find(({ value }) => value === shown) ?? RANGES[0]
  const query = new URLSearchParams({ by, last: String(last), ...(process === null ? {} : { process }) })
  const counts = useApi<CountsView>(`/counts?${query}`, { every: EVERY_MS, keepsLast: true })
  const format = by === 'day' ? day : last === 24 ? hour : dayAndHour
  const over = { timeOf: ({ from }: Period) => from, tellTime: (iso: string) => format.format(new Date(iso)) }
  return (
    <Card
      title="Over time"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Over how long"
          data={RANGES.map(({ value, label }) => ({ value, label }))}
          value={shown}
          onChange={setShown}
        />
      }
    >
      <Shown of={counts} what="The counts">
        {(view) => (
          <Stack gap="sm">
            <Totals of={view} process={process} />
            <SimpleGrid cols={{ base: 1, md: 3 }} spacing="lg">
              <div>
                <Title order={3} size="h6" mb={4}>
                  Requests
                </Title>
                <TimeChart
                  label="Requests accepted and refused"
                  points={view.periods}
                  series={CAME}
                  as="bars"
                  {...over}
                />
              </div>
              <div>
                <Title order={3} size="h6" mb={4}>
                  Out of the usual way
                </Title>
                <TimeChart
                  label="Repeats, quarantine and deliveries without a key"
                  points={view.periods}
                  series={APART}
                  as="lines"
                  {...over}
                />
              </div>
              <div>
                <Title order={3} size="h6" mb={4}>
                  Answer times
                </Title>
                <TimeChart
                  label="Answer times"
                  points={view.periods}
                  series={TIMES}
                  as="lines"
                  scale="log"
                  tell={(ms) => `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`}
                  limit={{
                    at: MAMBU_MS,
                    title: `Mambu's line: ${MAMBU_MS} ms`,
                  }}
                  {...over}
                />
              </div>
            </SimpleGrid>
            <ReceiversShown of={view.receivers} />
          </Stack>
        )}
      </Shown>
    </Card>
  )
}

function Totals({ of: { periods, refused }, process }: { of: CountsView; process: string | null }) {
  const accepted = periods.reduce((all, period) => all + period.accepted, 0)
  const codes = Object.entries(refused).sort(([, a], [, b]) => b - a)
  const sum = codes.reduce((all, [, count]) => all + count, 0)
  return (
    <Group gap="xs">
      <Text size="sm">{`${accepted.toLocaleString()} accepted, ${sum.toLocaleString()} refused`}</Text>
      {codes.slice(0, 4).map(([code, count]) => (
        <Anchor
          key={code}
          component={Link}
          size="xs"
          href={`/requests?${new URLSearchParams({ ...(process === null ? {} : { process }), code })}`}
        >
          {`${code} ${count.toLocaleString()}`}
        </Anchor>
      ))}
    </Group>
  )
}
