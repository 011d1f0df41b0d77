import { Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { RequestRow } from '../../api/views.ts'
import { entryPath } from '../quarantine/entry-path.ts'
import { objIdPath } from './obj-id-path.ts'

/** Where to look at what a request became. */
export function BecameLink({ of: { process, taskId, code, repeat, keptAs } }: { of: RequestRow }) {
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
      href={isTask ? objIdPath(process, taskId) : entryPath({ process, taskId: keptAs ?? taskId })}
      aria-label={`${isTask ? 'Task' : 'Entry in quarantine'} ${keptAs ?? taskId}`}
    >
      {isTask ? (repeat ? 'task it repeats' : 'task') : 'in quarantine'}
    </Anchor>
  )
}
