/** What a diagram is drawn from, be it of a process or of one task. */
import type { Diagram } from '../api/views.ts'
import type { Tone } from '../parts/tone.ts'

/** What a node of an imported process is in MPO. */
export type NodeType = NonNullable<Diagram['nodes'][number]['type']>

/** What became of a node or a way between two versions. */
export type Change = 'added' | 'removed' | 'changed' | 'moved' | 'same'

export interface DrawnNode {
  readonly id: string
  readonly title: string
  readonly kind: 'start' | 'step' | 'wait' | 'end'
  /** Id of the node around it. */
  readonly within: string | null
  /** Of an imported process: what it is in MPO, and MPO's name of that. */
  readonly type?: NodeType | undefined
  readonly name?: string | undefined
  /** Of a difference. */
  readonly change?: Change | undefined
  /** Where an export put it, px. */
  readonly x?: number | undefined
  readonly y?: number | undefined
  /** What stands in it, in words; the first is the one that counts. */
  readonly marks: readonly { readonly tone: Tone; readonly text: string }[]
  /** Its panel is open. */
  readonly isSelected?: boolean
  /** Of a task: it has not been there. */
  readonly isFaint?: boolean
  /** Where a click leads. */
  readonly href?: string | undefined
  /** What the click shows, for those who can't see where it leads. */
  readonly leadsTo?: string | undefined
}

export interface DrawnEdge {
  readonly from: string
  readonly to: string
  /** Short, e.g. how often it was gone. */
  readonly label?: string | undefined
  readonly isFaint?: boolean
  /** A task is on it or went it last. */
  readonly isBold?: boolean
  /** Of an imported process: why a task goes it. */
  readonly way?: Diagram['edges'][number]['way']
  /** Of a difference. */
  readonly change?: Change | undefined
}

/** What stands on a node: its title, or what it is where it has none of its own. */
export function faceOf({ id, title, name }: Pick<DrawnNode, 'id' | 'title' | 'name'>): string {
  return name !== undefined && title === `${name} ${id}` ? name : shortTitle(title)
}

/** A title without those of the nodes around it. @example shortTitle('Pay / Ask the bank') // 'Ask the bank' */
export function shortTitle(title: string): string {
  return title.slice(title.lastIndexOf(' / ') + 1).replace(/^\/ /, '')
}
