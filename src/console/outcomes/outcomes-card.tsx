import { Stack, Text } from '@mantine/core'
import { pathOf } from '../api/call-api.ts'
import { useApi } from '../api/use-api.ts'
import type { Outcomes } from '../api/views.ts'
import { Card } from '../parts/card.tsx'
import { Shown } from '../parts/states/shown.tsx'
import { OutcomeChart } from './outcome-chart.tsx'
import { OutcomeChips } from './outcome-chips.tsx'

const COUNT_MS = 15_000

/** How tasks of a process ended: in 24 hours, in 7 days, and day by day. */
export function OutcomesCard({ process }: { process: string }) {
  const outcomes = useApi<Outcomes>(`${pathOf('processes', process)}/outcomes`, { every: COUNT_MS })
  return (
    <Card title="How tasks ended">
      <Shown of={outcomes} what="The count of tasks">
        {({ last24h, last7d, days }) => (
          <Stack gap="sm">
            {(
              [
                ['24h', '24 hours', last24h],
                ['7d', '7 days', last7d],
              ] as const
            ).map(([ended, title, counts]) => (
              <div key={ended}>
                <Text size="xs" c="dimmed" mb={4}>
                  {title}
                  {counts === null && ': not counted in time'}
                  {counts?.length === 0 && ': none'}
                </Text>
                {counts !== null && <OutcomeChips process={process} of={counts} ended={ended} />}
              </div>
            ))}
            {days.some(({ ended }) => (ended ?? []).length > 0) && (
              <OutcomeChart process={process} days={days} />
            )}
          </Stack>
        )}
      </Shown>
    </Card>
  )
}
