/** Says of a delivery that Temporal does not know yet that it was accepted, and why it waits. */
import { Alert, Anchor, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useApi } from '../api/use-api.ts'
import type { InboxFound } from '../api/views.ts'
import { Time } from '../parts/time.tsx'
import { tellWait } from './tell-wait.ts'

/** Where many wait, a search opens them all. */
const EVERY_MS = 15_000
const MOST = 3

function tellNext(found: InboxFound['found']): string {
  if (found.some(({ waitsFor }) => waitsFor === 'somebody')) return 'Somebody must look at it.'
  if (found.some(({ waitsFor }) => waitsFor === 'resume'))
    return 'It becomes a task once its process is resumed.'
  return 'It becomes a task by itself.'
}

/**
 * Shows nothing where nothing is found.
 *
 * @param text obj_id, ref or delivery key; empty: nothing is asked for
 * @param process undefined: of any
 * @example <StillInInbox text={filter.q} />
 */
export function StillInInbox({ text, process }: { text: string; process?: string | undefined }) {
  const query = new URLSearchParams({ text, ...(process === undefined ? {} : { process }) })
  const inbox = useApi<InboxFound>(text === '' ? null : `/inbox/find?${query}`, { every: EVERY_MS })
  const found = inbox.data?.found ?? []
  if (text === '' || found.length === 0) return null
  return (
    <Alert
      color="blue"
      role="status"
      title={
        found.length === 1
          ? 'Accepted, waiting in the inbox'
          : `Accepted, waiting in the inbox: ${found.length} deliveries`
      }
    >
      <Stack gap="xs">
        {found.slice(0, MOST).map((one) => (
          <Text
            size="sm"
            component="div"
            key={`${one.receiver} ${one.seq}`}
            style={{ overflowWrap: 'anywhere' }}
          >
            {`${one.process}, ${one.taskId}: accepted `}
            <Time at={one.since} />
            {`, ${tellWait(one)}`}
            {one.lastError !== null && `. Last error: ${one.lastError}`}
          </Text>
        ))}
        <Text size="sm">
          {tellNext(found)}{' '}
          <Anchor component={Link} href="/inbox" size="sm" c="inherit" underline="always">
            The inbox
          </Anchor>{' '}
          has all that waits.
        </Text>
      </Stack>
    </Alert>
  )
}
