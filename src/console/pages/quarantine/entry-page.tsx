import { Stack } from '@mantine/core'
import { useParams } from 'wouter'
import { useApi } from '../../api/use-api.ts'
import type { QuarantineEntry } from '../../api/views.ts'
import { BesideCard } from '../../beside/beside-card.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { Page } from '../../shell/page.tsx'
import { EntryBody } from './entry-body.tsx'
import { EntryFacts } from './entry-facts.tsx'
import { entryPath } from './entry-path.ts'
import { EntryResult } from './entry-result.tsx'

/** No event tells of an edit, and a worker that was busy may answer the next time. */
const EVERY_MS = 5_000

export function EntryPage() {
  const { process = '', taskId = '' } = useParams<{ process: string; taskId: string }>()
  const entry = useApi<QuarantineEntry>(entryPath({ process, taskId }), { every: EVERY_MS })
  return (
    <Page
      title="Entry in quarantine"
      about={
        <>
          {process} <span>{taskId}</span>{' '}
          {entry.data && (
            <StateBadge tone={entry.data.ended === null ? 'bad' : 'off'}>
              {entry.data.ended?.ended ?? 'in quarantine'}
            </StateBadge>
          )}
        </>
      }
      trail={[
        { title: 'Quarantine', path: '/quarantine' },
        { title: process, path: `/quarantine?process=${encodeURIComponent(process)}` },
      ]}
    >
      <Shown of={entry} what="The entry">
        {(shown) => (
          <Stack gap="md">
            {shown.ended !== null && <EntryResult result={shown.ended} />}
            <EntryBody key={taskId} entry={shown} />
            <BesideCard process={shown.process} beside={shown.beside} />
            <EntryFacts entry={shown} />
          </Stack>
        )}
      </Shown>
    </Page>
  )
}
