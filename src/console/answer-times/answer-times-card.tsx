import { Anchor, SimpleGrid, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useApi } from '../api/use-api.ts'
import type { AnswerTimesRow, AnswerTimesView } from '../api/views.ts'
import { Card } from '../parts/card.tsx'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { Facts } from '../parts/facts.tsx'
import { Shown } from '../parts/states/shown.tsx'
import classes from './answer-chart.module.css'
import { AnswerChart } from './answer-chart.tsx'
import { AnswerTime } from './answer-time.tsx'
import { Breaker } from './breaker.tsx'
import { MAMBU_MS } from './mambu.ts'

const EVERY_MS = 10_000

/** How fast webhooks were answered in the last hour. @param process null: all, one a line */
export function AnswerTimesCard({ process }: { process: string | null }) {
  const query = process === null ? '' : `?process=${encodeURIComponent(process)}`
  const times = useApi<AnswerTimesView>(`/answer-times${query}`, { every: EVERY_MS })
  return (
    <Card title="Answers of the last hour">
      <Shown of={times} what="The answer times">
        {(view) => {
          const [first, ...others] = view.processes
          if (
            first === undefined ||
            (process !== null && first.hour.count === 0 && first.breaker.trips === 0)
          ) {
            return (
              <Text size="sm" c="dimmed">
                No request in the last hour. Mambu counts what is answered after {MAMBU_MS} ms as failed.
              </Text>
            )
          }
          return others.length === 0 ? <OfOne row={first} rule={view} /> : <OfAll view={view} />
        }}
      </Shown>
    </Card>
  )
}

function OfOne({ row, rule }: { row: AnswerTimesRow; rule: AnswerTimesView }) {
  const { hour, slots, breaker } = row
  const legend = (kind: 'p50' | 'p95' | 'p99', ms: number | null) => (
    <span className={classes.legend}>
      <span className={classes.swatch} data-kind={kind} aria-hidden />
      <AnswerTime ms={ms} />
    </span>
  )
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
      <div>
        <AnswerChart of={slots} />
        <Text size="xs" c="dimmed" mt={4}>
          Mambu counts what is answered after {MAMBU_MS} ms as failed.
        </Text>
      </div>
      <div>
        <Facts
          of={{
            Requests: hour.count,
            'Half within (p50)': legend('p50', hour.p50),
            '95 % within (p95)': legend('p95', hour.p95),
            '99 % within (p99)': legend('p99', hour.p99),
            "Mambu's breaker": <Breaker of={breaker} rule={rule} />,
          }}
        />
      </div>
    </SimpleGrid>
  )
}

function OfAll({ view }: { view: AnswerTimesView }) {
  const columns: readonly Column<AnswerTimesRow>[] = [
    {
      title: 'Process',
      isName: true,
      sortBy: ({ process }) => process,
      cell: ({ process }) => (
        <Anchor component={Link} href={`/requests?show=all&process=${process}`} size="sm">
          {process}
        </Anchor>
      ),
    },
    { title: 'Requests', align: 'right', sortBy: ({ hour }) => hour.count, cell: ({ hour }) => hour.count },
    { title: 'p50', sortBy: ({ hour }) => hour.p50 ?? 0, cell: ({ hour }) => <AnswerTime ms={hour.p50} /> },
    { title: 'p95', sortBy: ({ hour }) => hour.p95 ?? 0, cell: ({ hour }) => <AnswerTime ms={hour.p95} /> },
    { title: 'p99', sortBy: ({ hour }) => hour.p99 ?? 0, cell: ({ hour }) => <AnswerTime ms={hour.p99} /> },
    {
      title: "Mambu's breaker",
      sortBy: ({ breaker }) => breaker.trips,
      cell: ({ breaker }) => <Breaker of={breaker} rule={view} />,
    },
  ]
  return (
    <>
      <DataTable
        label="Answer times"
        columns={columns}
        rows={view.processes}
        keyOf={({ process }) => process}
      />
      <Text size="xs" c="dimmed" mt="xs">
        Mambu counts what is answered after {MAMBU_MS} ms as failed.
      </Text>
    </>
  )
}
