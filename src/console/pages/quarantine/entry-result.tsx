import { Alert, Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { QuarantineResult } from '../../api/views.ts'
import { taskPath } from '../task/task-path.ts'

const TITLES = {
  resubmitted: 'It became the task it should have been',
  discarded: 'It was discarded',
  expired: 'Its days were over',
} as const

/** What became of an entry that is in quarantine no longer. */
export function EntryResult({ result: { ended, reason, actor, task } }: { result: QuarantineResult }) {
  return (
    <Alert color={ended === 'resubmitted' ? 'teal' : 'gray'} title={TITLES[ended]} role="status">
      <Text size="sm">
        {actor !== null && `By ${actor}. `}
        {reason !== null && `Reason: ${reason}. `}
        {task !== null && (
          <Anchor
            component={Link}
            size="sm"
            underline="always"
            href={taskPath({
              workflowId: task.workflowId,
              ...(task.runId === null ? {} : { runId: task.runId }),
            })}
          >
            Go to the task
          </Anchor>
        )}
      </Text>
    </Alert>
  )
}
