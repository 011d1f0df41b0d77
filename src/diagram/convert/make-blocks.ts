import { nameNode } from '../name-node.ts'
import type { IndexedDiagram } from '../step/place.ts'
import { createNames, type Names } from './name-things.ts'
import type { Graph } from './statement.ts'
import { courseOf, type NodeCourse } from './ways-of-node.ts'

/** A straight stretch of nodes: only its first one is come to from elsewhere, only its last one has several ways. */
export interface Block {
  /** Its function, and what others call the way to it. */
  readonly name: string
  readonly courses: readonly NodeCourse[]
  /** `end`: an End node; `stand`: a node that is never left. Both are alone. */
  readonly kind: 'stretch' | 'end' | 'stand'
}

export interface Blocks {
  readonly blocks: ReadonlyMap<string, Block>
  readonly start: string
  readonly graph: Graph
  /** The block that begins with a node. */
  readonly blockAt: ReadonlyMap<string, Block>
  readonly names: Names
}

/**
 * Cuts a diagram into blocks; nodes that no way leads to are left out.
 *
 * @param taken names that something else has
 * @throws TypeError when a way leads to a node that is not there: check the diagram before
 */
export function makeBlocks(diagram: IndexedDiagram, taken: readonly string[]): Blocks {
  const courses = reach(diagram)
  const come = new Map<string, number>()
  for (const { targets } of courses.values()) for (const to of targets) come.set(to, (come.get(to) ?? 0) + 1)
  const isAlone = ({ leaves }: NodeCourse) => leaves.kind === 'end' || leaves.kind === 'stand'
  const followerOf = ({ node, targets }: NodeCourse): NodeCourse | null => {
    const [only] = targets
    const next = only === undefined || targets.length > 1 ? undefined : courses.get(only)
    const joins =
      next !== undefined &&
      next.node.id !== node.id &&
      next.node.id !== diagram.start &&
      come.get(next.node.id) === 1
    return joins && !isAlone(next) ? next : null
  }
  const followers = new Set([...courses.values()].flatMap((one) => followerOf(one)?.node.id ?? []))
  const names = createNames(taken)
  const blockAt = new Map<string, Block>()
  for (const course of courses.values()) {
    if (followers.has(course.node.id)) continue
    const stretch = [course]
    for (let next = followerOf(course); next !== null; next = followerOf(next)) stretch.push(next)
    const kind =
      course.leaves.kind === 'end'
        ? 'end'
        : course.leaves.kind === 'stand' && course.targets.length === 0
          ? 'stand'
          : 'stretch'
    blockAt.set(course.node.id, { name: names.of(telling(stretch)), courses: stretch, kind })
  }
  const nameAt = (id: string) => (blockAt.get(id) as Block).name
  const graph = new Map(
    [...blockAt.values()].map(({ name, courses: all }) => [
      name,
      (all.at(-1) as NodeCourse).targets.map(nameAt),
    ]),
  )
  const blocks = new Map([...blockAt.values()].map((block) => [block.name, block]))
  return { blocks, blockAt, graph, start: nameAt(diagram.start), names }
}

/** In the order of a walk that takes the first way first. */
function reach(diagram: IndexedDiagram): Map<string, NodeCourse> {
  const courses = new Map<string, NodeCourse>()
  const open = [diagram.start]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (courses.has(id)) continue
    const node = diagram.byId.get(id)
    if (node === undefined) throw new TypeError(`The diagram has no node ${id}`)
    const course = courseOf(node)
    courses.set(id, course)
    open.push(...[...course.targets].reverse())
  }
  return courses
}

/** The title that says what a stretch is about: that of the first node that does something. */
function telling(stretch: readonly NodeCourse[]): string {
  const does = ({ node, logics }: NodeCourse) => node.kind !== 'start' && logics.length > 0
  const { node } =
    stretch.find(does) ?? stretch.find(({ node }) => node.kind !== 'start') ?? (stretch[0] as NodeCourse)
  return node.title.trim() === '' ? nameNode(node, false) : node.title
}
