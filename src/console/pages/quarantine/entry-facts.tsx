import { Anchor } from '@mantine/core'
import { Link } from 'wouter'
import type { QuarantineEntry } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Time } from '../../parts/time.tsx'

export function EntryFacts({ entry }: { entry: QuarantineEntry }) {
  const { process, taskId, ref, receivedAt, keptUntil, again, edits, contentType, format } = entry
  return (
    <Card title="Delivery">
      <Facts
        of={{
          Process: (
            <Anchor component={Link} href={`/processes/${process}`}>
              {process}
            </Anchor>
          ),
          'obj_id it was answered with': taskId,
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
