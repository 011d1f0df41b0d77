/** Deliveries that Temporal refused for good: they wait for somebody. */
import { Text } from '@mantine/core'
import { useApi } from '../../api/use-api.ts'
import { useChange } from '../../api/use-change.ts'
import type { InboxWaiting } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { RoleButton } from '../../parts/role-button.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { WAITING_COLUMNS } from '../../waiting/waiting-columns.tsx'

type Stuck = InboxWaiting['waiting'][number]

const SHOWN = 200
const EVERY_MS = 5_000

/** @param count how many there are */
export function StuckCard({ count }: { count: number }) {
  const stuck = useApi<InboxWaiting>(`/inbox/stuck?limit=${SHOWN}`, { every: EVERY_MS })
  const release = useChange()
  const columns: readonly Column<Stuck>[] = [
    ...WAITING_COLUMNS.filter(({ title }) => title !== 'Tries'),
    {
      title: 'Again',
      cell: ({ seq }) => (
        <RoleButton
          needs="operator"
          size="compact-xs"
          variant="default"
          loading={release.isPending}
          onClick={() =>
            release.mutate({
              method: 'POST',
              path: `/inbox/stuck/${seq}/release`,
              done: 'It is tried again; what is refused again comes back here',
            })
          }
        >
          Try again
        </RoleButton>
      ),
    },
  ]
  return (
    <Card title="Kept aside">
      <Text size="sm" mb="sm">
        {`Temporal refused ${count === 1 ? 'this delivery' : `these ${count.toLocaleString()} deliveries`} for good. Mend the cause, then try again: nothing of it is lost.`}
      </Text>
      <Shown of={stuck} what="What is kept aside">
        {({ waiting }) => (
          <DataTable label="Kept aside" columns={columns} rows={waiting} keyOf={({ seq }) => String(seq)} />
        )}
      </Shown>
    </Card>
  )
}
