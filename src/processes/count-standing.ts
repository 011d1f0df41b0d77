import type { Client } from '@temporalio/client'
import { OPEN, quote, tasksOf } from '../tasks/visibility-query.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import type { PlacedNode } from './imported/draw-imported.ts'

/** Open tasks of a process, and how many of them stand where. */
export interface Standing {
  /** Null: not counted in time. */
  readonly open: number | null
  /** By the id of the node; what is missing was not counted in time. */
  readonly standing: ReadonlyMap<string, number>
}

/** A diagram may have a hundred places to wait at, and Temporal counts one by one. */
const AT_ONCE = 8

/**
 * Counts over all open tasks, by Temporal's visibility, which is a moment late. By `MpoNode`, which a task changes where it waits; one
 * that has not waited yet stands at the start, and one that is tried again at what it tries.
 *
 * @param nodes of which those are counted at which a task can wait, and once one is tried again, all of them but the end
 * @param deadline Unix ms
 */
export async function countStanding(
  client: Client,
  process: string,
  nodes: readonly Pick<PlacedNode, 'id' | 'kind' | 'place'>[],
  deadline: number,
): Promise<Standing> {
  const all = `${tasksOf(process)} AND ${OPEN}`
  const count = async (query: string): Promise<number | null> => {
    try {
      return (await withinDeadline(client, deadline, () => client.workflow.count(query))).count
    } catch {
      // Shown as not known.
      return null
    }
  }
  const standing = new Map<string, number>()
  const open = await count(all)
  // Asked for once, since there are many more nodes that try than nodes that wait
  const tried = open === 0 ? 0 : await count(`${all} AND MpoState = 'retrying'`)
  const left = nodes.filter(({ id, kind }) => {
    const canStand = open !== 0 && (kind === 'start' || kind === 'wait' || (tried !== 0 && kind !== 'end'))
    if (!canStand) standing.set(id, 0)
    return canStand
  })
  const work = async () => {
    for (let node = left.shift(); node !== undefined && Date.now() < deadline; node = left.shift()) {
      const place = node.kind === 'start' ? 'Start' : node.place
      const found = await count(`${all} AND MpoNode = ${quote(place)}`)
      if (found !== null) standing.set(node.id, found)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { open, standing }
}
