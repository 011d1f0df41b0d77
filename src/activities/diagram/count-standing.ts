import { Context } from '@temporalio/activity'

/**
 * How many open tasks stand at a place, by Temporal's visibility, which is a moment late.
 *
 * @param process its id
 * @param place what `MpoNode` says of a task there
 */
export async function countStanding(process: string, place: string): Promise<number> {
  const query = `MpoProcess = '${process}' AND MpoNode = '${place.replaceAll("'", "\\'")}' AND ExecutionStatus = 'Running'`
  const { count } = await Context.current().client.workflow.count(query)
  return count
}
