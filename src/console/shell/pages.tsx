/** Which page stands at which path. */
import { Suspense } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { loadLater } from '../chunks/load-later.ts'
import { NowPage } from '../pages/now/now-page.tsx'
import { ProcessesPage } from '../pages/processes/processes-page.tsx'
import { TasksPage } from '../pages/tasks/tasks-page.tsx'
import { Empty } from '../parts/states/empty.tsx'
import { Loading } from '../parts/states/loading.tsx'
import { Page } from './page.tsx'

// The lists that people come for are there at once; the others come when they are opened
const AliasPage = loadLater(async () => (await import('../pages/alias/alias-page.tsx')).AliasPage)
const AliasesPage = loadLater(async () => (await import('../pages/aliases/aliases-page.tsx')).AliasesPage)
const AuditPage = loadLater(async () => (await import('../pages/audit/audit-page.tsx')).AuditPage)
const DoctorPage = loadLater(async () => (await import('../pages/doctor/doctor-page.tsx')).DoctorPage)
const InboxPage = loadLater(async () => (await import('../pages/inbox/inbox-page.tsx')).InboxPage)
const ProcessPage = loadLater(async () => (await import('../pages/process/process-page.tsx')).ProcessPage)
const EntryPage = loadLater(async () => (await import('../pages/quarantine/entry-page.tsx')).EntryPage)
const QuarantinePage = loadLater(
  async () => (await import('../pages/quarantine/quarantine-page.tsx')).QuarantinePage,
)
const RequestsPage = loadLater(async () => (await import('../pages/requests/requests-page.tsx')).RequestsPage)
const SchedulesPage = loadLater(
  async () => (await import('../pages/schedules/schedules-page.tsx')).SchedulesPage,
)
const TaskPage = loadLater(async () => (await import('../pages/task/task-page.tsx')).TaskPage)
const UsersPage = loadLater(async () => (await import('../pages/users/users-page.tsx')).UsersPage)
const VariablesPage = loadLater(
  async () => (await import('../pages/variables/variables-page.tsx')).VariablesPage,
)

export function Pages() {
  return (
    <Suspense fallback={<Loading what="The page" />}>
      <Switch>
        <Route path="/">
          <Redirect to="/now" replace />
        </Route>
        <Route path="/now" component={NowPage} />
        <Route path="/processes" component={ProcessesPage} />
        <Route path="/processes/:process/:tab?" component={ProcessPage} />
        <Route path="/tasks" component={TasksPage} />
        <Route path="/tasks/one" component={TaskPage} />
        <Route path="/requests" component={RequestsPage} />
        <Route path="/quarantine" component={QuarantinePage} />
        <Route path="/quarantine/:process/:taskId" component={EntryPage} />
        <Route path="/aliases" component={AliasesPage} />
        <Route path="/aliases/:alias/:tab?" component={AliasPage} />
        <Route path="/variables" component={VariablesPage} />
        <Route path="/schedules" component={SchedulesPage} />
        <Route path="/audit" component={AuditPage} />
        <Route path="/users" component={UsersPage} />
        <Route path="/inbox" component={InboxPage} />
        <Route path="/doctor" component={DoctorPage} />
        <Route>
          <Page title="Not found">
            <Empty title="There is no page here">The navigation has all there are.</Empty>
          </Page>
        </Route>
      </Switch>
    </Suspense>
  )
}
