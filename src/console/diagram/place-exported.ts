/** Where the nodes of an export stand: as there, in the scale of our nodes. Pure. */
import type { LayoutNode, Placed } from './placed.ts'

/** Free space between two nodes that stood clear of each other there, px. */
const GAP = 18
/** Beyond it a diagram has more paper than drawing: nodes that stood on each other there do so here. */
const MAX_SCALE = 2.4
/** Nobody drew it where more of its nodes than this share lie on each other. */
const MOST_COVERED = 1 / 4

/**
 * Places them as far apart as it takes for none to cover another.
 *
 * @param size of our nodes, px
 * @returns null: not all of them have a place, or too many have the same one
 * @example placeExported([{ id: 'a', x: 100, y: 100 }], { width: 230, height: 62 }) // [{ id: 'a', x: 0, y: 0 }]
 */
export function placeExported(
  nodes: readonly LayoutNode[],
  size: { readonly width: number; readonly height: number },
): readonly Placed[] | null {
  const placed = nodes.flatMap(({ id, x, y }) => (x === undefined || y === undefined ? [] : [{ id, x, y }]))
  if (placed.length === 0 || placed.length < nodes.length) return null
  const { scale, covered } = findScale(placed, size)
  if (covered > placed.length * MOST_COVERED) return null
  const left = Math.min(...placed.map(({ x }) => x))
  const top = Math.min(...placed.map(({ y }) => y))
  return placed.map(({ id, x, y }) => ({ id, x: (x - left) * scale, y: (y - top) * scale }))
}

/** The least at which each two nodes stand clear of each other, side by side or one below the other. */
function findScale(
  placed: readonly Placed[],
  { width, height }: { readonly width: number; readonly height: number },
): { readonly scale: number; readonly covered: number } {
  let scale = 1
  const covered = new Set<string>()
  const sorted = placed.toSorted((a, b) => a.y - b.y)
  for (const [index, one] of sorted.entries())
    for (let at = index + 1; at < sorted.length; at += 1) {
      const other = sorted[at] as Placed
      const below = other.y - one.y
      // Those further down are clear of it at any scale
      if (below >= height + GAP) break
      const beside = Math.abs(other.x - one.x)
      const needed = Math.min((width + GAP) / beside, (height + GAP) / below)
      if (needed <= MAX_SCALE) scale = Math.max(scale, needed)
      else covered.add(other.id)
    }
  return { scale, covered: covered.size }
}
