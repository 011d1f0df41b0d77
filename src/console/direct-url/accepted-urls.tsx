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
  const [dropping, setDropping] = useState<Kept | null>(null)
  if (accepted.length === 0) return null
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label="Other accepted URLs">
      {groupAlike(accepted).map((url) => (
        <Group key={url.hashes[0]} component="li" justify="space-between" wrap="nowrap" align="flex-start">
          <div>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {url.note || 'The URL before the rotation'}{' '}
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
            path: (dropping?.hashes ?? []).map((hash) => `${base}/accepted/${hash}`),
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

/** What was given up by one rotation: a path per format and version, which begin and end together. */
interface Kept extends Pick<AcceptedUrl, 'note' | 'until' | 'ended' | 'uses' | 'lastUsedAt'> {
  readonly hashes: readonly string[]
}

function groupAlike(accepted: readonly AcceptedUrl[]): Kept[] {
  const groups = new Map<string, Kept>()
  for (const url of accepted) {
    const key = JSON.stringify([url.note, url.until])
    const before = groups.get(key)
    groups.set(key, {
      ...url,
      hashes: [...(before?.hashes ?? []), url.pathHash],
      uses: before && url.uses !== null ? (before.uses ?? 0) + url.uses : url.uses,
      lastUsedAt: [before?.lastUsedAt ?? '', url.lastUsedAt ?? ''].sort().at(-1) || null,
    })
  }
  return [...groups.values()]
}

function tellUses({ uses, lastUsedAt }: Kept) {
  if (uses === null) return 'uses not known: no worker answers'
  if (uses === 0) return 'never used'
  return `used ${uses} ${uses === 1 ? 'time' : 'times'}${lastUsedAt === null ? '' : `, last ${lastUsedAt.slice(0, 16).replace('T', ' ')} UTC`}`
}
