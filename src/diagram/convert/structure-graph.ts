import { type Ordered, orderGraph } from './order-graph.ts'
import { simplify } from './simplify.ts'
import type { Graph, Statement } from './statement.ts'

/**
 * Nests a graph into `if`, `while` and labelled statements by its dominators, as Ramsey has it ("Beyond Relooper"); a graph whose
 * loops have several entrances, or that is too long to be nested, becomes a switch.
 *
 * @example structureGraph(new Map([['a', ['b', 'c']], ['b', ['c']], ['c', []]]), 'a')
 */
export function structureGraph(graph: Graph, start: string): readonly Statement[] {
  const ordered = orderGraph(graph, start)
  if (!ordered.isReducible || depthOf(ordered) > DEEPEST) return [{ kind: 'machine', start }]
  return simplify(nest(graph, ordered, start))
}

/** Nesting goes as deep as blocks follow one another, and the stack of whoever writes, reads and compiles it has an end. */
const DEEPEST = 300

/** Most blocks that every course to some block comes through. */
function depthOf({ blocks, dominator }: Ordered): number {
  const depths = new Map<string, number>()
  let deepest = 0
  // A dominator stands before what it dominates
  for (const block of blocks) {
    const depth = (depths.get(dominator.get(block) as string) ?? 0) + 1
    depths.set(block, depth)
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

function nest(graph: Graph, ordered: Ordered, start: string): Statement[] {
  const { blocks, dominator, isBack, place } = ordered
  const waysOf = (block: string) => graph.get(block) ?? []
  // An end is short: better written twice than jumped to
  const isEnd = (block: string) => waysOf(block).length === 0
  const forward = new Map<string, number>()
  const headers = new Set<string>()
  const children = new Map<string, string[]>()
  for (const from of blocks) {
    for (const to of waysOf(from)) {
      if (isBack(from, to)) headers.add(to)
      else forward.set(to, (forward.get(to) ?? 0) + 1)
    }
    const above = dominator.get(from) as string
    if (above !== from) children.set(above, [...(children.get(above) ?? []), from])
  }
  const isMet = (block: string) => !isEnd(block) && (forward.get(block) ?? 0) > 1

  function tree(block: string): Statement[] {
    const behind = (children.get(block) ?? [])
      .filter(isMet)
      .sort((a, b) => (place.get(b) as number) - (place.get(a) as number))
    const body = within(block, behind)
    return headers.has(block) ? [{ kind: 'loop', header: block, body }] : body
  }

  function within(block: string, behind: readonly string[]): Statement[] {
    const [last, ...rest] = behind
    if (last === undefined) return run(block)
    return [{ kind: 'labelled', before: last, body: within(block, rest) }, ...tree(last)]
  }

  function run(block: string): Statement[] {
    const ways = waysOf(block)
    const [only] = ways
    if (only === undefined) return [{ kind: 'do', block }]
    if (ways.length === 1) return [{ kind: 'do', block }, ...go(block, only)]
    return [{ kind: 'choose', block, cases: ways.map((to) => ({ to, body: go(block, to) })) }]
  }

  function go(from: string, to: string): Statement[] {
    if (isBack(from, to)) return [{ kind: 'again', to }]
    if (isMet(to)) return [{ kind: 'leave', to }]
    return isEnd(to) ? [{ kind: 'do', block: to }] : tree(to)
  }

  return tree(start)
}
