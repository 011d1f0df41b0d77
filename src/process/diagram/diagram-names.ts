/** Names of what the tasks of a diagram share. */

/** The sum `id` of a Sum node, as a name of `startnodeSum`: hashed by nobody, cut by nobody, so a long id is refused there. */
export function sumNameOf(process: string, node: string, id: string): string {
  return `${process}/${node}/${id}`
}

/** The queue of a Queue node, as a name of `startnodeQueue`. */
export function queueNameOf(process: string, node: string): string {
  return `${process}/${node}`
}
