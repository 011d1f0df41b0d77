/** One alias, in the tabs of MPO: Info, History, Webhook. */
import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import { useLocation, useParams } from 'wouter'
import { pathOf } from '../../api/call-api.ts'
import { useApi } from '../../api/use-api.ts'
import type { AliasDetails } from '../../api/views.ts'
import { AuditList } from '../../parts/audit-list.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { Page } from '../../shell/page.tsx'
import { AliasInfo } from './alias-info.tsx'
import { AliasWebhook } from './alias-webhook.tsx'

const TABS: readonly { path: string; title: string; show: (alias: AliasDetails) => ReactNode }[] = [
  { path: 'info', title: 'Info', show: (alias) => <AliasInfo alias={alias} /> },
  {
    path: 'history',
    title: 'History',
    show: ({ alias }) => <AuditList query={`on=${encodeURIComponent(`@${alias}`)}&limit=1000`} />,
  },
  { path: 'webhook', title: 'Webhook', show: (alias) => <AliasWebhook alias={alias} /> },
]

export function AliasPage() {
  const { alias: name = '', tab = 'info' } = useParams<{ alias: string; tab?: string }>()
  const [, go] = useLocation()
  const alias = useApi<AliasDetails>(pathOf('aliases', name))
  const title = alias.data?.title ?? name
  return (
    <Page
      title={`@${name}`}
      about={title === name ? undefined : title}
      trail={[{ title: 'Aliases', path: '/aliases' }]}
    >
      <Shown of={alias} what="The alias">
        {(details) => (
          <Tabs value={tab} onChange={(to) => go(`/aliases/${name}/${to}`)} keepMounted={false}>
            <Tabs.List mb="md" aria-label="Of the alias">
              {TABS.map(({ path, title: label }) => (
                <Tabs.Tab key={path} value={path}>
                  {label}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {TABS.map(({ path, show }) => (
              <Tabs.Panel key={path} value={path}>
                {show(details)}
              </Tabs.Panel>
            ))}
          </Tabs>
        )}
      </Shown>
    </Page>
  )
}
