import type { Graph } from './statement.ts'

/** A graph as a walk from its start sees it. */
export interface Ordered {
  /** Place of each block in reverse postorder, from 0; what can't be reached has none. */
  readonly place: ReadonlyMap<string, number>
  /** All of them in that order. */
  readonly blocks: readonly string[]
  /** The block that every course to it comes through last; of the start itself the start. */
  readonly dominator: ReadonlyMap<string, string>
  /** Every way back leads to a block that dominates where it comes from: loops nest. */
  readonly isReducible: boolean
  isBack(from: string, to: string): boolean
}

export function orderGraph(graph: Graph, start: string): Ordered {
  const blocks = reversePostorder(graph, start)
  const place = new Map(blocks.map((block, at) => [block, at]))
  const placeOf = (block: string) => place.get(block) as number
  const dominator = findDominators(graph, blocks, placeOf)
  const isBack = (from: string, to: string) => placeOf(to) <= placeOf(from)
  const isReducible = blocks.every((from) =>
    waysOf(graph, from).every((to) => !isBack(from, to) || dominates(dominator, to, from)),
  )
  return { place, blocks, dominator, isReducible, isBack }
}

const waysOf = (graph: Graph, block: string) => graph.get(block) ?? []

/** With a stack of our own: a diagram may be a thousand nodes long. */
function reversePostorder(graph: Graph, start: string): string[] {
  const seen = new Set([start])
  const done: string[] = []
  const open = [{ block: start, next: 0 }]
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    // Backwards, so that the first way of a block comes first in the order
    const ways = waysOf(graph, top.block)
    const to = ways[ways.length - 1 - top.next]
    top.next += 1
    if (to === undefined) {
      done.push(top.block)
      open.pop()
    } else if (!seen.has(to)) {
      seen.add(to)
      open.push({ block: to, next: 0 })
    }
  }
  return done.reverse()
}

/** By iteration, as Cooper, Harvey and Kennedy have it ("A Simple, Fast Dominance Algorithm"). */
function findDominators(
  graph: Graph,
  blocks: readonly string[],
  placeOf: (block: string) => number,
): Map<string, string> {
  const [start = ''] = blocks
  const before = new Map<string, string[]>(blocks.map((block) => [block, []]))
  for (const from of blocks) for (const to of waysOf(graph, from)) before.get(to)?.push(from)
  const dominator = new Map([[start, start]])
  function meet(one: string, other: string): string {
    let [a, b] = [one, other]
    while (a !== b) {
      if (placeOf(a) > placeOf(b)) a = dominator.get(a) as string
      else b = dominator.get(b) as string
    }
    return a
  }
  for (let changed = true; changed; ) {
    changed = false
    for (const block of blocks.slice(1)) {
      const known = (before.get(block) ?? []).filter((one) => dominator.has(one))
      const found = known.reduce((a, b) => meet(a, b))
      if (dominator.get(block) === found) continue
      dominator.set(block, found)
      changed = true
    }
  }
  return dominator
}

function dominates(dominator: ReadonlyMap<string, string>, one: string, other: string): boolean {
  for (let at = other; ; ) {
    if (at === one) return true
    const next = dominator.get(at) as string
    if (next === at) return false
    at = next
  }
}
