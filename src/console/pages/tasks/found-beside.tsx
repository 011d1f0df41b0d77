import { Alert, Anchor, List } from '@mantine/core'
import { Link } from 'wouter'
import type { TaskRow } from '../../api/views.ts'
import { entryPath } from '../quarantine/entry-path.ts'
import { taskPath } from '../task/task-path.ts'
import { keyOfTask } from './merge-rows.ts'

/** What a search found that is no task: kept in quarantine, or not decided yet. */
export function FoundBeside({ rows }: { rows: readonly TaskRow[] }) {
  if (rows.length === 0) return null
  return (
    <Alert color="blue" title="Found elsewhere">
      <List size="sm">
        {rows.map((row) => {
          const { process, taskId, ref, outcome, workflowId } = row
          const isEntry = outcome === 'quarantine' && process !== null
          const entry = workflowId.slice(workflowId.lastIndexOf('/') + 1)
          return (
            <List.Item key={keyOfTask(row)}>
              <Anchor
                component={Link}
                href={isEntry ? entryPath({ process, taskId: entry }) : taskPath(row)}
                size="sm"
              >
                {ref ?? taskId ?? workflowId}
              </Anchor>{' '}
              {isEntry ? 'is in quarantine' : 'was accepted; a worker has to decide what it becomes'}
            </List.Item>
          )
        })}
      </List>
    </Alert>
  )
}
