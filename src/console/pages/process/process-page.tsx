/** Everything of one process, in tabs: each has a path of its own. A tab is listed once it works. */
import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import { useLocation, useParams } from 'wouter'
import { pathOf } from '../../api/call-api.ts'
import { useApi } from '../../api/use-api.ts'
import type { ProcessDetails } from '../../api/views.ts'
import { AuditList } from '../../parts/audit-list.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { Page } from '../../shell/page.tsx'
import { stateOf } from '../processes/process-state.ts'
import { TasksFound } from '../tasks/tasks-found.tsx'
import { DiagramTab } from './diagram-tab.tsx'
import { OverviewTab } from './overview-tab.tsx'
import { PauseButton } from './pause-button.tsx'
import { TryTab } from './trying/try-tab.tsx'
import { VersionsTab } from './versions/versions-tab.tsx'
import { WebhookTab } from './webhook-tab.tsx'

interface Tab {
  readonly path: string
  readonly title: string
  readonly show: (process: ProcessDetails) => ReactNode
  /** Which processes have it. Default: all. */
  readonly isFor?: (process: ProcessDetails) => boolean
}

const TABS: readonly Tab[] = [
  { path: 'overview', title: 'Overview', show: (process) => <OverviewTab process={process} /> },
  { path: 'diagram', title: 'Diagram', show: (process) => <DiagramTab process={process} /> },
  {
    path: 'webhook',
    title: 'Webhook',
    show: ({ process, title, aliases, inCode }) => (
      <WebhookTab process={process} title={title} aliases={aliases} inCode={inCode} />
    ),
  },
  { path: 'try', title: 'Try it', show: (process) => <TryTab process={process} /> },
  { path: 'tasks', title: 'Tasks', show: ({ process }) => <TasksFound process={process} /> },
  {
    path: 'versions',
    title: 'Versions',
    show: ({ process }) => <VersionsTab process={process} />,
    isFor: ({ isImported }) => isImported,
  },
  {
    path: 'history',
    title: 'History',
    show: ({ process }) => <AuditList query={`on=${encodeURIComponent(process)}&limit=1000`} />,
  },
]

export function ProcessPage() {
  const { process: id = '', tab = 'overview' } = useParams<{ process: string; tab?: string }>()
  const [, go] = useLocation()
  const process = useApi<ProcessDetails>(pathOf('processes', id))
  const known = process.data
  const state = known && stateOf(known)
  return (
    <Page
      title={known?.title ?? id}
      about={
        <>
          {id} {state && <StateBadge tone={state.tone}>{state.text}</StateBadge>}
        </>
      }
      trail={[{ title: 'Processes', path: '/processes' }]}
      actions={known && <PauseButton process={known} />}
    >
      <Shown of={process} what="The process">
        {(details) => {
          const tabs = TABS.filter(({ isFor }) => isFor === undefined || isFor(details))
          return (
            <Tabs value={tab} onChange={(to) => go(`/processes/${id}/${to}`)} keepMounted={false}>
              <Tabs.List mb="md" aria-label="Of the process">
                {tabs.map(({ path, title }) => (
                  <Tabs.Tab key={path} value={path}>
                    {title}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              {tabs.map(({ path, show }) => (
                <Tabs.Panel key={path} value={path}>
                  {show(details)}
                </Tabs.Panel>
              ))}
            </Tabs>
          )
        }}
      </Shown>
    </Page>
  )
}
