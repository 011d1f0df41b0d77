import { Context } from '@temporalio/activity'

/**
 * How many open tasks stand at one of these places, by Temporal's visibility, which is a moment late.
 *
 * @param process its id
 * @param places what `MpoNode` says of a task there, as its version has it; at least one
 */
export async function countStanding(process: string, places: readonly string[]): Promise<number> {
  const quoted = places.map((place) => `'${place.replaceAll("'", "\\'")}'`).join(', ')
  const query = `MpoProcess = '${process}' AND MpoNode IN (${quoted}) AND ExecutionStatus = 'Running'`
  const { count } = await Context.current().client.workflow.count(query)
  return count
}
