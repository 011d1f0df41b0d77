import { Button, Stack, Text } from '@mantine/core'
import { useApi } from '../../api/use-api.ts'
import type { DoctorReport } from '../../api/views.ts'
import { Shown } from '../../parts/shown.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Time } from '../../parts/time.tsx'
import { Page } from '../../shell/page.tsx'
import { FindingsCard } from './findings-card.tsx'

const AREAS = {
  temporal: 'Temporal',
  keys: 'Keys',
  settings: 'Settings',
  process: 'Processes',
  alias: 'Aliases',
  variable: 'Variables',
  inbox: 'Inbox',
  receiver: 'Receiver',
} as const

/** Every check takes calls to Temporal, so it is made when somebody asks. */
export function DoctorPage() {
  const report = useApi<DoctorReport>('/doctor', { every: false })
  return (
    <Page
      title="Doctor"
      about="Takes every direct URL through signature and credentials, and looks at all it needs"
      actions={
        <Button size="xs" loading={report.isFetching} onClick={() => void report.refetch()}>
          Look again
        </Button>
      }
    >
      <Shown of={report} what="The check">
        {({ refuses, findings }) => (
          <Stack gap="md">
            <Text size="sm" role="status" component="div">
              <StateBadge tone={refuses === 0 ? 'good' : 'bad'}>{tell(refuses)}</StateBadge>{' '}
              <Time at={new Date(report.dataUpdatedAt).toISOString()} />
            </Text>
            {Object.entries(AREAS).map(([area, title]) => {
              const found = findings.filter((finding) => finding.area === area)
              return found.length === 0 ? null : <FindingsCard key={area} title={title} findings={found} />
            })}
          </Stack>
        )}
      </Shown>
    </Page>
  )
}

function tell(refuses: number): string {
  if (refuses === 0) return 'nothing refuses a webhook'
  return refuses === 1 ? 'one thing refuses webhooks' : `${refuses} things refuse webhooks`
}
