/**
 * Pay fee, written from the process 4001 of MPO by `startnode convert`: a starting point.
 */
import type { Task } from '../../../../../src/process/task.ts'
import { mpo, node } from '../../../../../src/workflows/nodes/index.ts'

/** What comes in, as the Start node checks it. */
export interface PayFeeInput {
  readonly amount: number
}

/** What the task carries from node to node. What answers bring is not in it by name. */
interface Data extends mpo.Data {
  readonly amount?: number | undefined
  readonly total?: number | undefined
  readonly label?: string | undefined
}

type Run = mpo.Run<Data>

/** Where the task ended, and with what. */
export interface PayFeeResult {
  readonly outcome: 'success' | 'error'
  /** Title of the End node. */
  readonly node: string
  readonly data: mpo.Data | null
}

export async function payFee(task: Task<PayFeeInput>): Promise<PayFeeResult> {
  const run: Run = mpo.begin(task)
  if ((await doubleIt(run)) === 'little') return end('error', 'Little', run.data)
  if ((await isItMuch(run)) === 'much') return end('success', 'Much', run.data)
  return end('error', 'Little', run.data)
}

/** 'Start', 'Double it' */
async function doubleIt(run: Run): Promise<'little' | 'isItMuch'> {
  await node('Start', () => {})
  return node('Double it', () => {
    try {
      run.data = {
        ...run.data,
        total: mpo.fill(run, '$.math({{amount}}*2)', 'number'),
        label: `fee ${mpo.text(run.data.amount)}`,
      }
    } catch (error) {
      mpo.fail(run, 'set', error)
      return 'little'
    }
    return 'isItMuch'
  })
}

/** 'Is it much?' */
async function isItMuch(run: Run): Promise<'much' | 'little'> {
  return node('Is it much?', () => {
    if (mpo.is(run.data.total, 'more', 10)) return 'much'
    return 'little'
  })
}

function end(outcome: PayFeeResult['outcome'], title: string, data: mpo.Data | null): Promise<PayFeeResult> {
  return node(title, () => ({ outcome, node: title, data }))
}
