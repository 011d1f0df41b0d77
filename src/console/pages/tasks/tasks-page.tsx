import { Page } from '../../shell/page.tsx'
import { TasksFound } from './tasks-found.tsx'

export function TasksPage() {
  return (
    <Page title="Tasks" about="What webhooks became, over all processes">
      <TasksFound />
    </Page>
  )
}
