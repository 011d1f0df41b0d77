import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../../api/use-api.ts'
import type { OpenSession } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession } from '../../shell/session-context.ts'

const COLUMNS: readonly Column<OpenSession>[] = [
  { title: 'Opened', isName: true, cell: ({ openedAt }) => <Time at={openedAt} full /> },
  { title: 'Last used', cell: ({ usedAt }) => <Time at={usedAt} /> },
  { title: 'Ends at the latest', cell: ({ until }) => <Time at={until} full /> },
  {
    title: 'Which',
    cell: ({ own }) => <StateBadge tone={own ? 'good' : 'off'}>{own ? 'this one' : 'another'}</StateBadge>,
  },
]

/** Where the reader is logged in, to end what was left open elsewhere. */
export function OwnSessions() {
  const { user, logOut } = useSession()
  const sessions = useApi<{ sessions: OpenSession[] }>('/sessions')
  const [asking, setAsking] = useState(false)
  return (
    <Card
      title="Your sessions"
      actions={
        <Button size="xs" variant="default" onClick={() => setAsking(true)}>
          Log out everywhere
        </Button>
      }
    >
      <Shown of={sessions} what="The list of sessions">
        {({ sessions: rows }) =>
          rows.length === 0 ? (
            <Text size="sm" c="dimmed">
              No session of {user} is open at this receiver.
            </Text>
          ) : (
            <DataTable
              label="Your sessions"
              columns={COLUMNS}
              rows={rows}
              keyOf={({ openedAt, usedAt, own }) => `${openedAt} ${usedAt} ${own}`}
            />
          )
        }
      </Shown>
      <Text size="xs" c="dimmed" mt="xs">
        A session ends after an hour without use, after 12 hours, and when the receiver starts again.
      </Text>
      <Confirm
        opened={asking}
        title="Log out everywhere?"
        action="Log out everywhere"
        onClose={() => setAsking(false)}
        onConfirm={() => void logOut(true)}
      >
        Every session of {user} at this receiver ends, this one too.
      </Confirm>
    </Card>
  )
}
