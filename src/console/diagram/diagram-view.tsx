/**
 * A diagram, drawn as large as the page is wide and never larger than life, so that the page scrolls and not the
 * diagram. Who can't see it reads the list beside it: the drawing itself is hidden from a screen reader but for its links.
 */
import '@xyflow/react/dist/base.css'
import { useComputedColorScheme } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { Controls, ReactFlow } from '@xyflow/react'
import { useMemo } from 'react'
import classes from './diagram.module.css'
import { DiagramNode, type FlowNode } from './diagram-node.tsx'
import { drawEdges, roomBeside } from './draw-edges.ts'
import type { DrawnEdge, DrawnNode } from './drawn.ts'
import { layOut, NODE_HEIGHT, NODE_WIDTH } from './lay-out.ts'
import type { Placed } from './placed.ts'

const NODE_TYPES = { drawn: DiagramNode }
const MARGIN = 24
const MIN_ZOOM = 0.3

export function DiagramView({
  label,
  nodes,
  edges,
}: {
  label: string
  nodes: readonly DrawnNode[]
  edges: readonly DrawnEdge[]
}) {
  const scheme = useComputedColorScheme('light')
  const { ref, width } = useElementSize()
  const layout = useMemo(() => layOut(nodes, edges), [nodes, edges])
  const flowEdges = useMemo(() => drawEdges(edges, nodes, layout), [edges, nodes, layout])
  const room = roomBeside(flowEdges)
  const zoom = Math.max(MIN_ZOOM, Math.min(1, (width - 2 * MARGIN) / (layout.width + room)))
  const flowNodes = useMemo(() => placeNodes(nodes, layout.nodes), [nodes, layout])
  return (
    <div ref={ref} className={classes.frame} style={{ height: layout.height * zoom + 2 * MARGIN }}>
      {width > 0 && (
        <ReactFlow
          // The view port is only read once: another width is another drawing
          key={`${Math.round(width)} ${layout.width} ${layout.height}`}
          aria-label={label}
          nodes={flowNodes}
          edges={flowEdges}
          nodeTypes={NODE_TYPES}
          colorMode={scheme}
          // What is too wide even so begins at its left
          defaultViewport={{ x: Math.max(MARGIN, (width - layout.width * zoom) / 2), y: MARGIN, zoom }}
          minZoom={MIN_ZOOM}
          maxZoom={1.5}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          panOnDrag={zoom <= MIN_ZOOM}
          zoomOnScroll={false}
          zoomOnPinch={false}
          zoomOnDoubleClick={false}
          preventScrolling={false}
          proOptions={{ hideAttribution: true }}
        >
          {zoom <= MIN_ZOOM && <Controls showInteractive={false} />}
        </ReactFlow>
      )}
    </div>
  )
}

function placeNodes(nodes: readonly DrawnNode[], places: readonly Placed[]): FlowNode[] {
  const placeOf = new Map(places.map(({ id, x, y }) => [id, { x, y }]))
  return nodes.map((drawn) => ({
    id: drawn.id,
    type: 'drawn',
    position: placeOf.get(drawn.id) ?? { x: 0, y: 0 },
    data: { drawn },
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
    style: { width: NODE_WIDTH, height: NODE_HEIGHT },
  }))
}
