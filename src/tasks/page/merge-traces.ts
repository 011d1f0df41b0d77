/**
 * The diagram of a process in code, which nobody drew: nodes and ways between them, as the traces of its tasks show them.
 * Pure.
 */
import { type TraceEntry, wasCancelled } from '../../process/trace.ts'

export interface DiagramNode {
  /** Unique; `start` and `end` are the two that no trace names. */
  readonly id: string
  readonly title: string
  readonly kind: 'start' | 'step' | 'wait' | 'end'
  /** Id of the node around it; null: none. */
  readonly within: string | null
  /** Visits of the tasks that were looked at. */
  readonly visits: number
  readonly failed: number
}

export interface DiagramEdge {
  readonly from: string
  readonly to: string
  /** How often a task went this way. */
  readonly count: number
}

export interface MergedDiagram {
  /** In the order tasks come there. */
  readonly nodes: readonly DiagramNode[]
  readonly edges: readonly DiagramEdge[]
}

/** A node while it is counted. */
type Draft = { -readonly [Key in keyof DiagramNode]: DiagramNode[Key] }

/** One task as the diagram takes it. */
export interface TracedTask {
  readonly trace: readonly TraceEntry[]
  /** It came to its end, so its last nodes lead there: one that failed or was ended from outside never did. */
  readonly ended: boolean
}

const WITHIN = ' / '
const WAITED = /^(?:Waits for|Called back|No callback|Got the signal|Did not get the signal)/

/**
 * Merges traces. A node follows those that had ended when it began and that nothing had followed yet, so nodes that run
 * in parallel stand side by side.
 *
 * @example mergeTraces([{ trace, ended: true }]).edges // [{ from: 'start', to: 'node:Check the loan', count: 1 }, ...]
 */
export function mergeTraces(tasks: readonly TracedTask[]): MergedDiagram {
  const nodes = new Map<string, Draft>()
  const edges = new Map<string, { from: string; to: string; count: number }>()
  const connect = (from: string, to: string) => {
    const key = JSON.stringify([from, to])
    const edge = edges.get(key) ?? { from, to, count: 0 }
    edge.count += 1
    edges.set(key, edge)
  }
  let ended = 0
  for (const task of tasks) {
    for (const visit of task.trace) {
      const id = idOf(visit.node)
      const node = nodes.get(id) ?? newNode(visit.node)
      node.visits += 1
      if (visit.state === 'failed' && !wasCancelled(visit)) node.failed += 1
      if (visit.state === 'waiting' || WAITED.test(visit.note ?? '')) node.kind = 'wait'
      nodes.set(id, node)
    }
    const open = walk(task.trace, connect)
    if (!task.ended) continue
    ended += 1
    for (const last of open) connect(last, 'end')
  }
  const start = { ...newNode('Start'), id: 'start', kind: 'start', visits: tasks.length } as const
  const end = { ...newNode('End'), id: 'end', kind: 'end', visits: ended } as const
  return { nodes: [start, ...nodes.values(), end], edges: [...edges.values()] }
}

export function idOf(title: string): string {
  return `node:${title}`
}

function newNode(title: string): Draft {
  const at = title.lastIndexOf(WITHIN)
  const within = at < 0 ? null : idOf(title.slice(0, at))
  return { id: idOf(title), title, kind: 'step', within, visits: 0, failed: 0 }
}

/** Where a visit stands among its siblings, those in the same visit of the same node around them. */
interface Level {
  /** What has ended and nothing followed yet. */
  open: TraceEntry[]
  /** The visit before, and what that followed: a parallel one follows the same. */
  last: { readonly visit: TraceEntry; readonly after: readonly string[] } | null
}

/** Tells each way of one task; returns the ids of the nodes it ended at. */
function walk(trace: readonly TraceEntry[], connect: (from: string, to: string) => void): string[] {
  const levels = new Map<TraceEntry | null, Level>()
  const seen: TraceEntry[] = []
  for (const visit of trace) {
    const around = seen.findLast(({ node }) => visit.node.startsWith(node + WITHIN)) ?? null
    const level = levels.get(around) ?? { open: [], last: null }
    levels.set(around, level)
    const before = level.open.filter(({ endedAt }) => endedAt !== null && endedAt <= visit.startedAt)
    const entry = around === null ? 'start' : idOf(around.node)
    const after =
      before.length > 0 ? [...new Set(before.map(({ node }) => idOf(node)))] : (level.last?.after ?? [entry])
    for (const from of after) connect(from, idOf(visit.node))
    level.open = [...level.open.filter((one) => !before.includes(one)), visit]
    level.last = { visit, after }
    seen.push(visit)
  }
  const top = levels.get(null)
  return top === undefined ? ['start'] : [...new Set(top.open.map(({ node }) => idOf(node)))]
}
