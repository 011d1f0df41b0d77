/**
 * Where the nodes of a diagram stand: in layers from the top, along the ways between them. Pure. Ways back (a loop) are
 * left out when layers are made; within a layer, nodes stand near those they come from.
 */
import { placeExported } from './place-exported.ts'
import type { LayoutNode, Placed } from './placed.ts'

export interface LayoutEdge {
  readonly from: string
  readonly to: string
}

export interface Layout {
  readonly nodes: readonly Placed[]
  /** As an export placed them, so a way may lead anywhere. */
  readonly isGiven: boolean
  /** Of the whole, px. */
  readonly width: number
  readonly height: number
}

export const NODE_WIDTH = 230
export const NODE_HEIGHT = 62
const GAP_X = 36
export const GAP_Y = 46
/** Rounds of ordering, down and up: more than four change nothing one sees. */
const ROUNDS = 4

/**
 * @param nodes in the order tasks come there; it decides where the ways do not
 * @example layOut([{ id: 'a' }, { id: 'b' }], [{ from: 'a', to: 'b' }]).nodes[1] // { id: 'b', x: 0, y: 108 }
 */
export function layOut(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Layout {
  const given = placeExported(nodes, { width: NODE_WIDTH, height: NODE_HEIGHT })
  if (given !== null) return measure(given, true)
  const ids = nodes.map(({ id }) => id)
  const known = new Set(ids)
  const forward = withoutWaysBack(
    ids,
    edges.filter(({ from, to }) => known.has(from) && known.has(to) && from !== to),
  )
  const layers = orderLayers(layersOf(ids, forward), forward)
  const widest = Math.max(0, ...layers.map(({ length }) => length))
  return measure(
    layers.flatMap((layer, depth) =>
      layer.map((id, index) => ({
        id,
        x: (index + (widest - layer.length) / 2) * (NODE_WIDTH + GAP_X),
        y: depth * (NODE_HEIGHT + GAP_Y),
      })),
    ),
  )
}

function measure(nodes: readonly Placed[], isGiven = false): Layout {
  return {
    nodes,
    isGiven,
    width: Math.max(0, ...nodes.map(({ x }) => x)) + NODE_WIDTH,
    height: Math.max(0, ...nodes.map(({ y }) => y)) + NODE_HEIGHT,
  }
}

/** Walks from the first node on; a way to where the walk comes from closes a loop. No recursion: a diagram may be long. */
function withoutWaysBack(ids: readonly string[], edges: readonly LayoutEdge[]): LayoutEdge[] {
  const leaving = groupBy(edges, ({ from }) => from)
  const state = new Map<string, 'open' | 'done'>()
  const forward: LayoutEdge[] = []
  for (const root of ids) {
    if (state.has(root)) continue
    const path = [{ id: root, left: [...(leaving.get(root) ?? [])] }]
    state.set(root, 'open')
    for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
      const edge = here.left.shift()
      if (edge === undefined) {
        state.set(here.id, 'done')
        path.pop()
      } else if (state.get(edge.to) !== 'open') {
        forward.push(edge)
        if (state.has(edge.to)) continue
        state.set(edge.to, 'open')
        path.push({ id: edge.to, left: [...(leaving.get(edge.to) ?? [])] })
      }
    }
  }
  return forward
}

/** Each node one below the lowest it comes from; one without any way below those that came before it. */
function layersOf(ids: readonly string[], forward: readonly LayoutEdge[]): string[][] {
  const leaving = groupBy(forward, ({ from }) => from)
  const waits = new Map(ids.map((id) => [id, 0]))
  for (const { to } of forward) waits.set(to, (waits.get(to) ?? 0) + 1)
  const depth = new Map(ids.map((id) => [id, 0]))
  const ready = ids.filter((id) => waits.get(id) === 0)
  for (const id of ready) {
    for (const { to } of leaving.get(id) ?? []) {
      depth.set(to, Math.max(depth.get(to) ?? 0, (depth.get(id) ?? 0) + 1))
      const left = (waits.get(to) ?? 0) - 1
      waits.set(to, left)
      if (left === 0) ready.push(to)
    }
  }
  const linked = new Set(forward.flatMap(({ from, to }) => [from, to]))
  let lowest = -1
  const layers: string[][] = []
  for (const id of ids) {
    const layer = linked.has(id) ? (depth.get(id) ?? 0) : lowest + 1
    lowest = Math.max(lowest, layer)
    while (layers.length <= layer) layers.push([])
    layers[layer]?.push(id)
  }
  return layers
}

/** Puts each node near the middle of its neighbours in the layer before it, by turns from above and from below. */
function orderLayers(layers: readonly string[][], forward: readonly LayoutEdge[]): string[][] {
  const above = groupBy(forward, ({ to }) => to)
  const below = groupBy(forward, ({ from }) => from)
  let ordered = layers.map((layer) => [...layer])
  for (let round = 0; round < ROUNDS; round += 1) {
    const isDown = round % 2 === 0
    const place = new Map<string, number>()
    for (const layer of ordered) {
      for (const [index, id] of layer.entries()) place.set(id, index - (layer.length - 1) / 2)
    }
    const middle = (id: string) => {
      const around = isDown
        ? (above.get(id) ?? []).map(({ from }) => from)
        : (below.get(id) ?? []).map(({ to }) => to)
      if (around.length === 0) return place.get(id) ?? 0
      return around.reduce((sum, one) => sum + (place.get(one) ?? 0), 0) / around.length
    }
    const sortLayer = (layer: string[]) => {
      const middles = new Map(layer.map((id) => [id, middle(id)]))
      const sorted = layer.toSorted((a, b) => (middles.get(a) ?? 0) - (middles.get(b) ?? 0))
      for (const [index, id] of sorted.entries()) place.set(id, index - (sorted.length - 1) / 2)
      return sorted
    }
    ordered = isDown ? ordered.map(sortLayer) : ordered.toReversed().map(sortLayer).toReversed()
  }
  return ordered
}

function groupBy(
  edges: readonly LayoutEdge[],
  keyOf: (edge: LayoutEdge) => string,
): Map<string, LayoutEdge[]> {
  const groups = new Map<string, LayoutEdge[]>()
  for (const edge of edges) {
    const key = keyOf(edge)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [edge])
    else group.push(edge)
  }
  return groups
}
