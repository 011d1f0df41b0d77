/** Which page stands at which path. */
import { Redirect, Route, Switch } from 'wouter'
import { AliasPage } from '../pages/alias/alias-page.tsx'
import { AliasesPage } from '../pages/aliases/aliases-page.tsx'
import { AuditPage } from '../pages/audit/audit-page.tsx'
import { DoctorPage } from '../pages/doctor/doctor-page.tsx'
import { InboxPage } from '../pages/inbox/inbox-page.tsx'
import { NowPage } from '../pages/now/now-page.tsx'
import { ProcessPage } from '../pages/process/process-page.tsx'
import { ProcessesPage } from '../pages/processes/processes-page.tsx'
import { EntryPage } from '../pages/quarantine/entry-page.tsx'
import { QuarantinePage } from '../pages/quarantine/quarantine-page.tsx'
import { RequestsPage } from '../pages/requests/requests-page.tsx'
import { TaskPage } from '../pages/task/task-page.tsx'
import { TasksPage } from '../pages/tasks/tasks-page.tsx'
import { UsersPage } from '../pages/users/users-page.tsx'
import { VariablesPage } from '../pages/variables/variables-page.tsx'
import { Empty } from '../parts/states/empty.tsx'
import { Page } from './page.tsx'

export function Pages() {
  return (
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
  )
}
