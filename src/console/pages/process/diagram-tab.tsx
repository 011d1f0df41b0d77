import { Anchor, Button, Group, Text } from '@mantine/core'
import { useEffect, useMemo, useRef } from 'react'
import { Link } from 'wouter'
import { pathOf } from '../../api/call-api.ts'
import { useApi } from '../../api/use-api.ts'
import { useSearchParams } from '../../api/use-search-params.ts'
import type { Diagram, ProcessDetails, Standing } from '../../api/views.ts'
import { DiagramPanel } from '../../diagram/diagram-panel.tsx'
import { drawProcess, START_SELECTED } from '../../diagram/draw-process.ts'
import { Shown } from '../../parts/states/shown.tsx'
import classes from './diagram-tab.module.css'
import { StartNodePanel } from './start-node-panel.tsx'

/** No event tells that a task went on to another node. */
const COUNT_MS = 2_500
/** The ways of tasks are replayed by a worker. */
const WAYS_MS = 20_000

/** Nodes and ways of a process, how many tasks stand where, and beside them the panel of the Start node once it is selected. */
export function DiagramTab({ process: details }: { process: ProcessDetails }) {
  const { process } = details
  const diagram = useApi<Diagram>(`${pathOf('processes', process)}/diagram`, { every: WAYS_MS })
  const [params] = useSearchParams()
  const isSelected = params.get('selected') === START_SELECTED
  return (
    <div className={isSelected ? classes.beside : undefined}>
      <div className={classes.drawing}>
        <Shown of={diagram} what="The diagram">
          {(known) => <Drawn process={process} diagram={known} isSelected={isSelected} />}
        </Shown>
      </div>
      {isSelected && <SelectedStart details={details} />}
    </div>
  )
}

/** What MPO shows at the right of a diagram when its Start node is selected. */
function SelectedStart({ details }: { details: ProcessDetails }) {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => panel.current?.focus(), [])
  const { process } = details
  return (
    <aside ref={panel} tabIndex={-1} aria-label="Panel of the Start node" className={classes.panel}>
      <Group justify="space-between" mb="xs">
        <Anchor
          component={Link}
          size="sm"
          href={`/processes/${process}/tasks?${new URLSearchParams({ state: 'running', node: 'Start' })}`}
        >
          Tasks at work
        </Anchor>
        <Button
          component={Link}
          href={`/processes/${process}/diagram`}
          variant="default"
          size="compact-xs"
          aria-label="Close the panel of the Start node"
        >
          Close
        </Button>
      </Group>
      <StartNodePanel process={details} />
    </aside>
  )
}

function Drawn({ process, diagram, isSelected }: { process: string; diagram: Diagram; isSelected: boolean }) {
  const standing = useApi<Standing>(`${pathOf('processes', process)}/standing`, { every: COUNT_MS }).data
  const { nodes, edges } = useMemo(() => {
    const drawn = drawProcess(process, diagram, standing?.nodes ?? null)
    return {
      ...drawn,
      nodes: drawn.nodes.map((node) => ({ ...node, isSelected: isSelected && node.kind === 'start' })),
    }
  }, [process, diagram, standing, isSelected])
  const isBare = diagram.source === 'trace' && diagram.nodes.length <= 2
  return (
    <DiagramPanel
      label={`Diagram of ${process}`}
      nodes={nodes}
      edges={edges}
      note={
        <Text size="sm" c="dimmed">
          {isBare
            ? tellBare(diagram)
            : diagram.source === 'trace' && `As its newest ${tell(diagram.tasks)} went. `}
          {!isBare && diagram.partial && 'A worker told only some of them in time. '}
          {!isBare && 'Tasks here now are counted over all of them.'}
          {diagram.source === 'export' &&
            ' Dashed red: where a failure leads. Dotted: where a time guard does.'}
          {tellElsewhere(standing)}
        </Text>
      }
    />
  )
}

/** Nobody drew a process in code: what is between its Start and its end, its first tasks tell. */
function tellBare({ partial, tasks }: Diagram): string {
  if (partial)
    return 'No worker told where its tasks have been: start one. The Start node can be selected all the same.'
  return tasks === 0
    ? 'A process in code is drawn from the ways its tasks went: send the first one. The Start node can be selected before.'
    : 'Its tasks went from the Start node to the end without another node.'
}

/** Tasks of an older version may stand at a node that is no more. */
function tellElsewhere(standing: Standing | undefined): string {
  if (standing === undefined || standing.open === null) return ''
  const counts = Object.values(standing.nodes)
  const elsewhere = standing.open - counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)
  if (counts.includes(null) || elsewhere <= 0) return ''
  return ` ${elsewhere} of ${standing.open} open tasks stand at none of these nodes: they run an older version, or are between two counts.`
}

const tell = (tasks: number) => (tasks === 1 ? 'task' : `${tasks} tasks`)
