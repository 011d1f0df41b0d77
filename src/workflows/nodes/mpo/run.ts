import type { Json } from '../../../diagram/diagram.ts'

/** What a task carries from node to node. */
export type Data = Readonly<Record<string, Json | undefined>>

/** What need not come in. */
export type Optional<T> = T | null | undefined

/** A task on its way: who it is, and what it carries now. */
export interface Run<D extends Data = Data> {
  readonly task: { readonly taskId: string; readonly ref: string | null }
  data: D
}

/** A task at its beginning. Its data is what came in, which the Start node has checked. */
export function begin<D extends Data>(task: Run['task'] & { readonly data: object }): Run<D> {
  // The interface of what comes in knows no names but its own
  return { task, data: { ...task.data } as D }
}
