import { Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useApi } from '../../api/use-api.ts'
import type { TaskCount } from '../../api/views.ts'
import type { TaskFilter } from './task-filter.ts'

const COUNT_MS = 10_000
const number = new Intl.NumberFormat()

/** How many there are, by the rule of the list, and in which order they stand. @param read rows so far; null: none was read yet */
export function ListedCount({
  query,
  read,
  filter: { process },
}: {
  query: string
  read: number | null
  filter: TaskFilter
}) {
  const count = useApi<TaskCount>(`/tasks/count${query === '' ? '' : `?${query}`}`, { every: COUNT_MS }).data
  if (read === null) return <Text size="sm" c="dimmed" role="status" />
  // Counted a moment before or after the list was read
  const all = count === undefined ? null : Math.max(count.tasks, read)
  const quarantine = process === '' ? '/quarantine' : `/quarantine?process=${encodeURIComponent(process)}`
  return (
    <Text size="sm" c="dimmed" role="status">
      {all === null
        ? `${number.format(read)} read`
        : `${number.format(all)} ${all === 1 ? 'task' : 'tasks'}${all > read ? `, ${number.format(read)} read` : ''}`}
      {(all ?? read) > 1 && '; open ones first, then by their end'}
      {(count?.quarantined ?? 0) > 0 && (
        <>
          {'; '}
          <Anchor component={Link} href={quarantine} size="sm" underline="always">
            {number.format(count?.quarantined ?? 0)} in quarantine
          </Anchor>
        </>
      )}
    </Text>
  )
}
