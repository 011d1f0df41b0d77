import type { Json } from '../../../diagram/diagram.ts'

/** What a task carries from node to node. */
export type Data = Readonly<Record<string, Json | undefined>>

/** A task on its way: who it is, and what it carries now. */
export interface Run<D extends Data = Data> {
  readonly task: { readonly taskId: string; readonly ref: string | null }
  data: D
}
