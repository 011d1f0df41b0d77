/** A node as the layout takes it, and where it puts it. */
export interface Placed {
  readonly id: string
  /** Left upper corner, px. */
  readonly x: number
  readonly y: number
}

export interface LayoutNode {
  readonly id: string
  /** Where an export put it: all nodes have it, or it is not used. */
  readonly x?: number | undefined
  readonly y?: number | undefined
}
