/** Everything of one task, kept fresh while it is looked at. */
import { SimpleGrid, Stack } from '@mantine/core'
import { useApi } from '../../api/use-api.ts'
import { useSearchParams } from '../../api/use-search-params.ts'
import type { TaskPage as Task } from '../../api/views.ts'
import { BesideCard } from '../../beside/beside-card.tsx'
import { CopyButton } from '../../parts/code/copy-button.tsx'
import { Empty } from '../../parts/states/empty.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { TaskState } from '../../parts/task-state.tsx'
import { Page } from '../../shell/page.tsx'
import { StillInInbox } from '../../waiting/still-in-inbox.tsx'
import { ActionsCard } from './actions-card.tsx'
import { CommandsCard } from './commands-card.tsx'
import { DataCard } from './data-card.tsx'
import { FactsCard } from './facts-card.tsx'
import { FailureShown } from './failure-shown.tsx'
import { RunsCard } from './runs-card.tsx'
import { TimelineCard } from './timeline-card.tsx'
import { WaitingCard } from './waiting-card.tsx'
import { WayCard } from './way-card.tsx'

/** No event tells that a task went on to its next node. */
const OPEN_MS = 4_000

export function TaskPage() {
  const [params] = useSearchParams()
  const workflowId = params.get('workflowId') ?? ''
  const runId = params.get('runId')
  const query = new URLSearchParams({ workflowId, ...(runId === null ? {} : { runId }) })
  const task = useApi<Task>(workflowId === '' ? null : `/tasks/one?${query}`, { every: OPEN_MS })
  const known = task.data
  const process = known?.process ?? null
  return (
    <Page
      key={query.toString()}
      title={known?.ref ?? known?.taskId ?? workflowId}
      about={
        known && (
          <>
            {process ?? known.workflowType}{' '}
            <TaskState status={known.status} outcome={known.outcome} doing={known.said.state} />
          </>
        )
      }
      trail={
        process === null
          ? [{ title: 'Tasks', path: '/tasks' }]
          : [
              { title: 'Processes', path: '/processes' },
              { title: process, path: `/processes/${process}` },
              { title: 'Tasks', path: `/processes/${process}/tasks` },
            ]
      }
      actions={known && <CopyButton text={JSON.stringify(known, null, 2)} label="Copy as JSON" />}
    >
      {workflowId === '' ? (
        <Empty title="Which task?">Its link names the workflow id.</Empty>
      ) : (
        <>
          {known === undefined && task.isError && <StillInInbox text={workflowId.split('/').at(-1) ?? ''} />}
          <Shown of={task} what="The task">
            {(details) => <TaskShown task={details} />}
          </Shown>
        </>
      )}
    </Page>
  )
}

function TaskShown({ task }: { task: Task }) {
  return (
    <Stack gap="md">
      <FailureShown task={task} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Stack gap="md">
          <ActionsCard task={task} />
          {task.outcome !== 'quarantine' && <DoneShown task={task} />}
        </Stack>
        <Stack gap="md">
          <FactsCard task={task} />
          {task.process !== null && <BesideCard process={task.process} beside={task.beside} />}
          <RunsCard task={task} />
          <WayCard task={task} />
        </Stack>
      </SimpleGrid>
      <CommandsCard task={task} />
    </Stack>
  )
}

/** What a task has done. Not of an entry in quarantine, which is none and does nothing: it has a page of its own. */
function DoneShown({ task }: { task: Task }) {
  return (
    <>
      <WaitingCard task={task} />
      <TimelineCard task={task} />
      <DataCard title="Data in" value={task.input} none="The receiver can't read the data of this run." />
      <DataCard
        title="Data out"
        value={task.result}
        none={task.open ? 'There is a result once it has ended.' : 'It ended without a result.'}
      />
    </>
  )
}
