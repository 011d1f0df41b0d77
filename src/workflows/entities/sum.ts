/** The sum of one name, exact under any number of tasks that add to it (MPO's node Sum). */
import {
  ApplicationFailure,
  continueAsNew,
  defineQuery,
  defineUpdate,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow'
import { addDecimals, isDecimal } from '../../process/decimal.ts'
import type { SumResult } from '../../process/ids/shared-names.ts'
import { followBuilds } from './follow-builds.ts'
import { once } from './once.ts'
import { untilRenewal } from './until-renewal.ts'

export interface SumState extends Partial<SumResult> {
  readonly done?: readonly (readonly [string, SumResult])[]
}

const addUpdate = defineUpdate<SumResult, [string | number]>('add')
const totalQuery = defineQuery<SumResult>('total')

followBuilds(startnodeSum)
/** Starts at 0; adds by the Update `add`, reads by the query `total`. */
export async function startnodeSum(state: SumState = {}): Promise<never> {
  let sum: SumResult = { total: state.total ?? '0', count: state.count ?? 0 }
  const done = new Map(state.done)
  const show = () => setCurrentDetails(`Total **${sum.total}** of ${sum.count}`)
  show()

  setHandler(totalQuery, () => sum)
  setHandler(
    addUpdate,
    (amount) =>
      once(done, () => {
        sum = { total: addDecimals(sum.total, amount), count: sum.count + 1 }
        show()
        return sum
      }),
    {
      validator: (amount) => {
        if (!isDecimal(amount))
          throw ApplicationFailure.nonRetryable(
            'The amount must be a decimal number, or text of one',
            'sum_amount_invalid',
          )
      },
    },
  )
  await untilRenewal()
  return continueAsNew<typeof startnodeSum>({ ...sum, done: [...done] })
}
