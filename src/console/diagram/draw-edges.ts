/** The ways of a diagram as they are drawn: from which side of a node to which side of another, and in which look. */
import { type Edge, MarkerType } from '@xyflow/react'
import classes from './diagram.module.css'
import type { DrawnEdge, DrawnNode } from './drawn.ts'
import { GAP_Y, type Layout, NODE_HEIGHT, NODE_WIDTH } from './lay-out.ts'
import type { Placed } from './placed.ts'

/** How far ways round the side lie from the nodes, and from each other, px. */
const SIDE_FIRST = 22
const SIDE_NEXT = 14

/** The room that ways round the side need: on both sides, so that the rest stays in the middle, px. */
export function roomBeside(edges: readonly Edge[]): number {
  const sides = edges.filter(isRound).length
  return sides === 0 ? 0 : 2 * (SIDE_FIRST + sides * SIDE_NEXT)
}

const isRound = ({ sourceHandle, targetHandle }: Pick<Edge, 'sourceHandle' | 'targetHandle'>) =>
  sourceHandle === 'side-out' && targetHandle === 'side-in'

export function drawEdges(
  edges: readonly DrawnEdge[],
  nodes: readonly DrawnNode[],
  { nodes: places, isGiven }: Pick<Layout, 'nodes' | 'isGiven'>,
): Edge[] {
  const around = new Map(nodes.map(({ id, within }) => [id, within]))
  const titles = new Map(nodes.map(({ id, title }) => [id, title]))
  const placeOf = new Map(places.map((place) => [place.id, place]))
  const chooseSides = isGiven ? sidesGiven : sidesLaidOut
  let rounds = 0
  return edges.map((edge) => {
    const { from, to, label } = edge
    const sides = chooseSides(placeOf.get(from), placeOf.get(to))
    if (isRound(sides)) rounds += 1
    const look = lookOf(edge)
    return {
      id: JSON.stringify([from, to]),
      source: from,
      target: to,
      ...sides,
      type: 'smoothstep',
      ...(isRound(sides)
        ? { pathOptions: { offset: SIDE_FIRST + (rounds - 1) * SIDE_NEXT, borderRadius: 10 } }
        : {}),
      ...(label === undefined ? {} : { label }),
      className: [classes[look], around.get(to) === from ? classes.inner : ''].join(' '),
      markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16, color: `var(--way-${look})` },
      focusable: false,
      ariaLabel: `Way from ${titles.get(from) ?? from} to ${titles.get(to) ?? to}`,
    }
  })
}

type Sides = Pick<Edge, 'sourceHandle' | 'targetHandle'>
type Look = 'plain' | 'bold' | 'faint' | 'error' | 'time' | 'added' | 'removed'

const DOWN: Sides = { sourceHandle: 'out', targetHandle: 'in' }
const ROUND: Sides = { sourceHandle: 'side-out', targetHandle: 'side-in' }
const TO_RIGHT: Sides = { sourceHandle: 'side-out', targetHandle: 'left-in' }
const TO_LEFT: Sides = { sourceHandle: 'left-out', targetHandle: 'side-in' }

function lookOf({ isFaint, isBold, way, change }: DrawnEdge): Look {
  if (change === 'added' || change === 'removed') return change
  if (isFaint) return 'faint'
  if (isBold) return 'bold'
  if (way === 'error') return 'error'
  return way === 'time' || way === 'count' ? 'time' : 'plain'
}

/** A way back, or one that would run behind the nodes between, goes round. */
function sidesLaidOut(from: Placed | undefined, to: Placed | undefined): Sides {
  if (from === undefined || to === undefined) return DOWN
  const isNext = to.y - from.y < 2 * NODE_HEIGHT + GAP_Y
  const isBack = to.y <= from.y
  return isBack || (!isNext && Math.abs(to.x - from.x) < NODE_WIDTH) ? ROUND : DOWN
}

/** Where an export put the nodes, a way leads to the side that is nearest. */
function sidesGiven(from: Placed | undefined, to: Placed | undefined): Sides {
  if (from === undefined || to === undefined) return DOWN
  if (to.y - from.y >= NODE_HEIGHT + 8) return DOWN
  if (to.x - from.x >= NODE_WIDTH) return TO_RIGHT
  return from.x - to.x >= NODE_WIDTH ? TO_LEFT : ROUND
}
