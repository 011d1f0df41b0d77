import { proxyActivities } from '@temporalio/workflow'
import type { SumActivities } from '../../../activities/shared/sum.ts'
import { isDecimal } from '../../../process/decimal.ts'
import { nameProblem, type SumResult } from '../../../process/ids/shared-names.ts'
import { nextOperationKey } from '../calls/operation-key.ts'
import { failNode } from '../run/fail-node.ts'
import { node } from '../run/node.ts'
import { note } from '../run/note.ts'
import { callShared } from './call-shared.ts'
import { SHARED_ACTIVITY_OPTIONS } from './shared-activity-options.ts'

const activities = proxyActivities<SumActivities>(SHARED_ACTIVITY_OPTIONS)

/**
 * The Sum node: adds to the sum of a name, which all tasks share. Exact: decimals are added as decimals, a retry counts
 * once, and no amount is lost between tasks that add at the same time. A counter adds 1.
 *
 * @param name of the sum: 1 to 128 characters
 * @param amount a decimal as text (`'-12.30'`) or a number
 * @returns the total as decimal text, and how many amounts are in it
 * @throws ApplicationFailure `name_invalid` or `sum_amount_invalid`, with the node's title
 * @example const { total } = await sum('Count the fees', 'fees-2026', task.data.fee)
 */
export function sum(title: string, name: string, amount: string | number): Promise<SumResult> {
  return node(title, async () => {
    checkName(name)
    if (!isDecimal(amount))
      throw failNode('sum_amount_invalid', 'software', 'the amount must be a decimal number, or text of one')
    const key = nextOperationKey()
    const result = await callShared(() => activities.sum(name, key, amount))
    note(`${name}: ${result.total} after ${result.count}`)
    return result
  })
}

/** Reads a sum without adding; `{ total: '0', count: 0 }` where nothing was added yet. */
export function readSum(title: string, name: string): Promise<SumResult> {
  return node(title, () => {
    checkName(name)
    return callShared(() => activities.readSum(name))
  })
}

function checkName(name: string): void {
  const problem = nameProblem(name)
  if (problem !== null)
    throw failNode('name_invalid', 'software', `the name of the sum can not be used: ${problem}`)
}
