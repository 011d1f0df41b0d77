import { Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../api/use-change.ts'
import type { AcceptedUrl } from '../api/views.ts'
import { Confirm } from '../parts/confirm.tsx'
import { RoleButton } from '../parts/role-button.tsx'
import { StateBadge } from '../parts/state-badge.tsx'
import { Time } from '../parts/time.tsx'
import type { Addressed } from './addressed.ts'

/** Other URLs that are accepted, with what tells when each can go. */
export function AcceptedUrls({ of: { base, accepted } }: { of: Addressed }) {
  const change = useChange()
  const [dropping, setDropping] = useState<AcceptedUrl | null>(null)
  if (accepted.length === 0) return null
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label="Other accepted URLs">
      {accepted.map((url) => (
        <Group key={url.pathHash} component="li" justify="space-between" wrap="nowrap" align="flex-start">
          <div>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {url.note || 'An old URL'}{' '}
              <StateBadge tone={url.ended ? 'off' : 'good'}>{url.ended ? 'ended' : 'accepted'}</StateBadge>
            </Text>
            <Text size="xs" c="dimmed">
              {url.until === null ? (
                'no end'
              ) : (
                <>
                  until <Time at={url.until} full />
                </>
              )}
              , {tellUses(url)}
            </Text>
          </div>
          <RoleButton needs="editor" variant="default" size="compact-xs" onClick={() => setDropping(url)}>
            Remove
          </RoleButton>
        </Group>
      ))}
      <Confirm
        opened={dropping !== null}
        title="Accept this URL no longer?"
        action="Remove"
        danger
        onClose={() => setDropping(null)}
        onConfirm={() =>
          change.mutate({
            method: 'DELETE',
            path: `${base}/accepted/${dropping?.pathHash}`,
            done: 'The old URL is accepted no longer',
          })
        }
      >
        {dropping?.note}: {dropping === null ? '' : tellUses(dropping)}. Whoever still calls it is refused
        (403).
      </Confirm>
    </Stack>
  )
}

function tellUses({ uses, lastUsedAt }: AcceptedUrl) {
  if (uses === null) return 'uses not known: no worker answers'
  if (uses === 0) return 'never used'
  return `used ${uses} ${uses === 1 ? 'time' : 'times'}${lastUsedAt === null ? '' : `, last ${lastUsedAt.slice(0, 16).replace('T', ' ')} UTC`}`
}
