import { Anchor, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { TaskPage } from '../api/views.ts'
import { entryPath } from '../pages/quarantine/entry-path.ts'
import { taskPath } from '../pages/task/task-path.ts'
import { Card } from '../parts/card.tsx'

const TITLES = { task: 'Task', entry: 'Entry in quarantine', record: 'Record of a later event' } as const

/** The other deliveries under the same delivery key: nothing where there are none. */
export function BesideCard({ process, beside }: { process: string; beside: TaskPage['beside'] }) {
  if (beside.length === 0) return null
  return (
    <Card title="Under the same delivery key">
      <Stack gap={4}>
        {beside.map(({ kind, taskId, ...of }) => (
          <Text key={of.runId} size="sm">
            {TITLES[kind]}{' '}
            <Anchor
              component={Link}
              size="sm"
              ff="monospace"
              href={kind === 'entry' ? entryPath({ process, taskId }) : taskPath(of)}
            >
              {taskId}
            </Anchor>
          </Text>
        ))}
      </Stack>
    </Card>
  )
}
