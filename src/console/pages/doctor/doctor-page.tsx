import { Button, Stack, Text } from '@mantine/core'
import { useApi } from '../../api/use-api.ts'
import type { DoctorReport, Finding } from '../../api/views.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Shown } from '../../parts/states/shown.tsx'
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
        {({ refuses, findings }) => {
          const [refusing, warnings, fine] = byUrgency(findings)
          return (
            <Stack gap="md">
              <Text size="sm" role="status" component="div">
                <StateBadge tone={refuses === 0 ? 'good' : 'bad'}>{tell(refuses)}</StateBadge>{' '}
                {warnings.length > 0 && (
                  <>
                    <StateBadge tone="warning">
                      {warnings.length === 1 ? 'one warning' : `${warnings.length} warnings`}
                    </StateBadge>{' '}
                  </>
                )}
                <Time at={new Date(report.dataUpdatedAt).toISOString()} />
              </Text>
              {refusing.length > 0 && <FindingsCard title="Refuses webhooks" findings={refusing} />}
              {warnings.length > 0 && <FindingsCard title="Warnings" findings={warnings} />}
              {Object.entries(AREAS).map(([area, title]) => {
                const found = fine.filter((finding) => finding.area === area)
                return found.length === 0 ? null : <FindingsCard key={area} title={title} findings={found} />
              })}
            </Stack>
          )
        }}
      </Shown>
    </Page>
  )
}

/** What refuses, what warns, and the rest: somebody who comes at night reads from the top. */
function byUrgency(
  findings: readonly Finding[],
): [refusing: Finding[], warnings: Finding[], fine: Finding[]] {
  const of = (state: Finding['state']) => findings.filter((finding) => finding.state === state)
  return [
    of('refuses'),
    of('warning'),
    findings.filter(({ state }) => state !== 'refuses' && state !== 'warning'),
  ]
}

function tell(refuses: number): string {
  if (refuses === 0) return 'nothing refuses a webhook'
  return refuses === 1 ? 'one thing refuses webhooks' : `${refuses} things refuse webhooks`
}
