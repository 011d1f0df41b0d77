import { Alert, Group, Paper, Stack, Text } from '@mantine/core'
import { pathOf } from '../../../api/call-api.ts'
import { useApi } from '../../../api/use-api.ts'
import { useSearchParams } from '../../../api/use-search-params.ts'
import type { VersionsView } from '../../../api/views.ts'
import { DataTable } from '../../../parts/data-table.tsx'
import { RoleButton } from '../../../parts/role-button.tsx'
import { Shown } from '../../../parts/states/shown.tsx'
import { DifferenceCard } from './difference-card.tsx'
import { VERSION_COLUMNS } from './version-columns.tsx'

/** A worker is asked for the version of each open task. */
const COUNT_MS = 20_000

/** The contents of an imported process that are kept, how many open tasks run each, and what differs between two. */
export function VersionsTab({ process }: { process: string }) {
  const versions = useApi<VersionsView>(pathOf('processes', process, 'versions'), { every: COUNT_MS })
  const [params, setParams] = useSearchParams()
  return (
    <Shown of={versions} what="The list of versions">
      {({ versions: rows, open, asked, silent }) => (
        <Stack gap="lg">
          <Group justify="space-between" gap="sm">
            <Text size="sm" c="dimmed">
              A task runs the version it began with, to its end. {tellAsked({ open, asked, silent })}
            </Text>
            <RoleButton needs="editor" size="xs" variant="default" onClick={() => download(process)}>
              Export the current version
            </RoleButton>
          </Group>
          {rows.some(({ isCurrent, isServed }) => isCurrent && !isServed) && (
            <Alert color="yellow" title="The newest version is not live">
              <Text size="sm">
                It was imported after this receiver started. Under startnode dev it is live in a moment;
                elsewhere start worker and receiver again, workers first.
              </Text>
            </Alert>
          )}
          {rows.some(({ isKept }) => !isKept) && (
            <Alert color="red" title="Open tasks run a version that is not here" role="alert">
              <Text size="sm">
                A worker without its file lets them wait. Bring the file back to workflows/versions/{process}/
                from your repository, and deploy.
              </Text>
            </Alert>
          )}
          <Paper withBorder radius="md" px={{ base: 'sm', sm: 0 }}>
            <DataTable
              label="Versions"
              columns={VERSION_COLUMNS}
              rows={rows}
              keyOf={({ version }) => version}
            />
          </Paper>
          <DifferenceCard
            process={process}
            versions={rows.filter(({ isKept }) => isKept)}
            from={params.get('from')}
            to={params.get('to')}
            onChoose={(from, to) => setParams(new URLSearchParams({ from, to }))}
          />
        </Stack>
      )}
    </Shown>
  )
}

/** The browser asks for it by itself, with the session of the reader, and the answer names the file. */
function download(process: string): void {
  const link = document.createElement('a')
  link.href = `/admin/v1${pathOf('processes', process, 'export')}`
  link.download = ''
  link.click()
}

function tellAsked({ open, asked, silent }: Pick<VersionsView, 'open' | 'asked' | 'silent'>): string {
  if (open === 0) return 'There is no open task.'
  const whom =
    asked < open ? `The ${asked} oldest of ${open} open tasks were asked.` : `${open} open tasks were asked.`
  return silent === 0 ? whom : `${whom} Of ${silent} no worker told.`
}
