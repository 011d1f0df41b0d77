import type { StartNode } from '../start-node/start-node.ts'

/** How processes say no, where they declare nothing. */
const SAYS_NO =
  /^(?:rejected|refused|declined|denied|failed|error|unknown|invalid|expired|timed[_ -]?out|not[_ -]?found|unresolved|insufficient)(?:$|[^a-z])/i

/**
 * Whether an outcome of a task is one that somebody should know of: the process declares which are, and one that declares none is
 * taken by its word.
 *
 * @param startNode null: the process is not in the code
 * @example isRejection('rejected', null) // true
 */
export function isRejection(outcome: string, startNode: Pick<StartNode, 'refusals'> | null): boolean {
  return startNode?.refusals?.includes(outcome) ?? SAYS_NO.test(outcome)
}
