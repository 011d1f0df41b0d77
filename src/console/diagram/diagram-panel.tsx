import { Group, SegmentedControl, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { DiagramList } from './diagram-list.tsx'
import { DiagramView } from './diagram-view.tsx'
import type { DrawnEdge, DrawnNode } from './drawn.ts'

/** A diagram to look at, or as a list to read. @param note what one should know of it */
export function DiagramPanel({
  label,
  nodes,
  edges,
  note,
}: {
  label: string
  nodes: readonly DrawnNode[]
  edges: readonly DrawnEdge[]
  note?: ReactNode
}) {
  const [as, setAs] = useState('diagram')
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        {note ?? <span />}
        <SegmentedControl
          size="xs"
          aria-label="Show as"
          data={[
            { value: 'diagram', label: 'Diagram' },
            { value: 'list', label: 'List' },
          ]}
          value={as}
          onChange={setAs}
        />
      </Group>
      {as === 'diagram' ? (
        <DiagramView label={label} nodes={nodes} edges={edges} />
      ) : (
        <DiagramList label={label} nodes={nodes} edges={edges} />
      )}
    </Stack>
  )
}
