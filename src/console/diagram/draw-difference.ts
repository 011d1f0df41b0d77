import type { DifferenceView } from '../api/views.ts'
import type { Tone } from '../parts/tone.ts'
import type { Change, DrawnEdge, DrawnNode } from './drawn.ts'

export const CHANGE_WORDS: Readonly<Record<Change, { readonly tone: Tone; readonly text: string }>> = {
  added: { tone: 'good', text: 'added' },
  removed: { tone: 'bad', text: 'removed' },
  changed: { tone: 'warning', text: 'changed' },
  moved: { tone: 'busy', text: 'moved' },
  same: { tone: 'off', text: 'the same' },
}

/** What differs between two versions, on the diagram of the newer one. Pure. */
export function drawDifference({ nodes, edges }: Pick<DifferenceView, 'nodes' | 'edges'>): {
  nodes: DrawnNode[]
  edges: DrawnEdge[]
} {
  return {
    nodes: nodes.map(({ id, title, type, name, x, y, change, fields }) => ({
      ...{ id, title, type, name, x, y, change },
      kind: type === 'start' ? 'start' : type === 'success' || type === 'error' ? 'end' : 'step',
      within: null,
      isFaint: change === 'same',
      marks: change === 'same' ? [] : [{ tone: CHANGE_WORDS[change].tone, text: tell(change, fields) }],
    })),
    edges: joinEdges(edges),
  }
}

function tell(change: Change, fields: readonly string[]): string {
  const { text } = CHANGE_WORDS[change]
  return change === 'changed'
    ? `${text}: ${fields.length === 1 ? fields[0] : `${fields.length} fields`}`
    : text
}

/** One line between two nodes: what was added or removed counts more than what stayed. */
function joinEdges(edges: DifferenceView['edges']): DrawnEdge[] {
  const joined = new Map<string, DrawnEdge>()
  for (const { from, to, way, change } of edges) {
    const key = JSON.stringify([from, to])
    const known = joined.get(key)
    if (known === undefined || known.change === 'same')
      joined.set(key, { from, to, way, change, isFaint: change === 'same' })
  }
  return [...joined.values()]
}
