import { isStartnodeError } from '../errors/startnode-error.ts'
import { checkInput } from '../receiver/checks/check-input.ts'
import type { StartNode } from '../start-node/start-node.ts'

/**
 * What the Start node of now has against a schedule: it may have changed since the schedule was stored, and nothing
 * checks the data of a firing.
 *
 * @param startNode undefined: the project has none of that process
 * @returns in plain words, places included; null: nothing
 */
export function findScheduleProblem(startNode: StartNode | undefined, data: unknown): string | null {
  if (startNode === undefined) return 'This project has no such process'
  const { process, ref, input } = startNode
  if (ref !== null) return `${process} takes a ref from its deliveries, and scheduled tasks have none`
  try {
    checkInput(input, data)
    return null
  } catch (error) {
    if (!isStartnodeError(error)) throw error
    const problems = error.problems.map(({ path, message }) => `\n  ${path || '(the whole)'}: ${message}`)
    return `The data is nothing for ${process}: ${error.message}${problems.join('')}`
  }
}
