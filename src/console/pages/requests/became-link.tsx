import { Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { RequestRow } from '../../api/views.ts'
import { entryPath } from '../quarantine/entry-path.ts'
import { objIdPath } from './obj-id-path.ts'

/** Where to look at what a request became. */
export function BecameLink({ of: { process, taskId, code } }: { of: RequestRow }) {
  if (process === null || taskId === null) {
    return (
      <Text size="sm" c="dimmed" component="span">
        nothing
      </Text>
    )
  }
  const isTask = code === 'accepted'
  return (
    <Anchor
      component={Link}
      size="sm"
      href={isTask ? objIdPath(process, taskId) : entryPath({ process, taskId })}
      aria-label={`${isTask ? 'Task' : 'Entry in quarantine'} ${taskId}`}
    >
      {isTask ? 'task' : 'in quarantine'}
    </Anchor>
  )
}
