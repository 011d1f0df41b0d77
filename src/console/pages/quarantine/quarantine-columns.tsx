import { Anchor, Checkbox, Code, Group, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { QuarantineRow } from '../../api/views.ts'
import type { Column } from '../../parts/data-table.tsx'
import { Time } from '../../parts/time.tsx'
import { objIdPath } from '../requests/obj-id-path.ts'
import { entryPath } from './entry-path.ts'

export const idOf = ({ process, taskId }: QuarantineRow) => `${process}/${taskId}`

/** @param chosen ids of rows that are ticked */
export function quarantineColumns(
  chosen: ReadonlySet<string>,
  onChoose: (chosen: ReadonlySet<string>) => void,
): readonly Column<QuarantineRow>[] {
  return [
    {
      title: 'Entry',
      isName: true,
      width: '28%',
      sortBy: ({ process }) => process,
      cell: (row) => {
        const id = idOf(row)
        return (
          <Group gap="sm" wrap="nowrap">
            <Checkbox
              size="sm"
              aria-label={`Choose ${id}`}
              checked={chosen.has(id)}
              onChange={({ currentTarget: { checked } }) => {
                const to = new Set(chosen)
                if (checked) to.add(id)
                else to.delete(id)
                onChoose(to)
              }}
            />
            <div>
              <Anchor component={Link} href={entryPath(row)} size="sm" fw={600}>
                {row.process}
              </Anchor>
              <Text size="xs" c="dimmed" ff="monospace">
                {row.taskId}
              </Text>
            </div>
          </Group>
        )
      },
    },
    {
      title: 'Reason',
      width: '40%',
      sortBy: ({ summary }) => summary?.code ?? '',
      cell: ({ process, identity, summary }) =>
        summary === null ? (
          <Text size="sm" c="dimmed">
            no worker has looked at it yet
          </Text>
        ) : (
          <div>
            <Text size="sm" lineClamp={2}>
              {summary.message}
            </Text>
            <Code>{summary.code}</Code>{' '}
            {identity !== null && (
              <Anchor component={Link} href={objIdPath(process, identity)} size="xs">
                task of its key
              </Anchor>
            )}
          </div>
        ),
    },
    {
      title: 'Received',
      sortBy: ({ summary }) => summary?.receivedAt ?? '',
      cell: ({ summary }) => <Time at={summary?.receivedAt ?? null} never="-" />,
    },
    {
      title: 'Repeats',
      align: 'right',
      sortBy: ({ summary }) => summary?.again ?? 0,
      cell: ({ summary }) => summary?.again ?? '-',
    },
    {
      title: 'Edits',
      align: 'right',
      onlyWide: true,
      sortBy: ({ summary }) => summary?.edits ?? 0,
      cell: ({ summary }) => summary?.edits ?? '-',
    },
    {
      title: 'Kept until',
      onlyWide: true,
      sortBy: ({ summary }) => summary?.keptUntil ?? '',
      cell: ({ summary }) => <Time at={summary?.keptUntil ?? null} never="-" />,
    },
  ]
}
