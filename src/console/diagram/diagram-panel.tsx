import { Group, SegmentedControl, Stack } from '@mantine/core'
import { type ReactNode, Suspense, useState } from 'react'
import { loadLater } from '../chunks/load-later.ts'
import { Loading } from '../parts/states/loading.tsx'
import { DiagramList } from './diagram-list.tsx'
import type { DrawnEdge, DrawnNode } from './drawn.ts'

const DiagramView = loadLater(async () => (await import('./diagram-view.tsx')).DiagramView)

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
        <Suspense fallback={<Loading what="The drawing" />}>
          <DiagramView label={label} nodes={nodes} edges={edges} />
        </Suspense>
      ) : (
        <DiagramList label={label} nodes={nodes} edges={edges} />
      )}
    </Stack>
  )
}
