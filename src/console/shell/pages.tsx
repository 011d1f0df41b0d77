/** Which page stands at which path. */
import { Redirect, Route, Switch } from 'wouter'
import { ProcessesPage } from '../pages/processes/processes-page.tsx'
import { Empty } from '../parts/empty.tsx'
import { Page } from './page.tsx'

export function Pages() {
  return (
    <Switch>
      <Route path="/">
        <Redirect to="/processes" replace />
      </Route>
      <Route path="/processes" component={ProcessesPage} />
      <Route>
        <Page title="Not found">
          <Empty title="There is no page here">The navigation has all there are.</Empty>
        </Page>
      </Route>
    </Switch>
  )
}
