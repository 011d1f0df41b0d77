import { Text } from '@mantine/core'
import type { ProcessDetails } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'

/** The only threshold Mambu publishes: a webhook answered later counts as failed. */
const MAMBU_MS = 500

/** How fast webhooks were answered in the last hour, against what Mambu waits for. */
export function AnswerTimes({ of: { p50, p95, p99, count } }: { of: ProcessDetails['answerMs'] }) {
  const tell = (ms: number | null) => (
    <StateBadge tone={ms === null ? 'off' : ms < MAMBU_MS / 2 ? 'good' : ms < MAMBU_MS ? 'warning' : 'bad'}>
      {ms === null ? '-' : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`}
    </StateBadge>
  )
  return (
    <Card title="Answers of the last hour">
      {count === 0 ? (
        <Text size="sm" c="dimmed">
          No request in the last hour. Mambu counts what is answered after {MAMBU_MS} ms as failed.
        </Text>
      ) : (
        <>
          <Facts
            of={{
              Requests: count,
              'Half within': tell(p50),
              '95 % within': tell(p95),
              '99 % within': tell(p99),
            }}
          />
          <Text size="xs" c="dimmed" mt="xs">
            Mambu counts what is answered after {MAMBU_MS} ms as failed.
          </Text>
        </>
      )}
    </Card>
  )
}
