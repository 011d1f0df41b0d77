import { condition, sleep } from '@temporalio/workflow'
import { failNode } from '../run/fail-node.ts'
import { node } from '../run/node.ts'
import { markWaiting } from '../waits/mark-waiting.ts'

/** Rounds after which others have their turn: workflows share one thread. */
const ROUNDS_IN_A_ROW = 1_000

/** So long waits what has no time guard, ms: no timer waits longer. */
export const NEVER_MS = 100 * 366 * 86_400_000

/** The task stands here: no way leads out of the node. */
export function stand(title: string): Promise<never> {
  return node(title, async () => {
    markWaiting('Stands here', 'stand')
    await condition(() => false)
    throw failNode('node_missing', 'software', 'No way leads out of it')
  })
}

/**
 * Called once a round by a process that goes in a circle: now and then others have their turn.
 *
 * @param round how often it came here
 */
export async function turn(round: number): Promise<void> {
  if (round % ROUNDS_IN_A_ROW === 0) await sleep(1)
}

/** Tag of what is not finished: no error exit takes it for a failure of the node. */
export const NOT_FINISHED = 'not_finished'

/**
 * Marks what `startnode convert` could not write. It compiles everywhere, and a task that comes here fails.
 *
 * @param nodeId of the diagram
 * @param what must be written in its place
 */
export function unfinished(nodeId: string, what: string): never {
  throw failNode(NOT_FINISHED, 'software', `Not finished (node ${nodeId} of the diagram): ${what}`)
}
