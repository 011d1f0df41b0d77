import { Anchor } from '@mantine/core'
import { Link } from 'wouter'
import type { QuarantineEntry } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Time } from '../../parts/time.tsx'

export function EntryFacts({ entry }: { entry: QuarantineEntry }) {
  const { process, taskId, identity, ref, receivedAt, keptUntil, again, edits, contentType, format } = entry
  return (
    <Card title="Delivery">
      <Facts
        of={{
          Process: (
            <Anchor component={Link} href={`/processes/${process}`}>
              {process}
            </Anchor>
          ),
          Entry: taskId,
          'Task of its delivery key': identity === undefined || identity === taskId ? null : identity,
          Requests: (
            <Anchor component={Link} href={requestsPath(entry)}>
              those that brought it
            </Anchor>
          ),
          Ref: ref,
          Received: <Time at={receivedAt} full />,
          'Kept until': <Time at={keptUntil} full />,
          'Came again': again === 0 ? 'no' : again === 1 ? 'once' : `${again} times`,
          Edits: edits,
          'Format of its URL': format.toUpperCase(),
          'Content type': contentType ?? 'none',
        }}
      />
    </Card>
  )
}

/** With a reused key they were answered with the id of its first delivery. */
function requestsPath({ process, taskId, identity, problem }: QuarantineEntry): string {
  const answered = problem.code === 'delivery_key_reused' ? (identity ?? taskId) : taskId
  return `/requests?${new URLSearchParams({ show: 'all', process, taskId: answered })}`
}
