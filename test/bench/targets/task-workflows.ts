/** The same process three ways: nothing at all, written by hand, and with nodes. Bundled by targets/task-worker.ts. */
import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow'
import type { Task } from '../../../src/process/task.ts'
import { node, waitForSignal } from '../../../src/workflows/nodes/index.ts'

export * from '../../../src/workflows/index.ts'

interface Loan {
  readonly id: string
}

interface Activities {
  getLoan(id: string): Promise<{ readonly id: string; readonly state: string; readonly amount: number }>
  disburse(id: string): Promise<{ readonly transactionKey: string }>
  notify(id: string): Promise<void>
}

const { getLoan, disburse, notify } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' })

export async function doesNothing(): Promise<void> {}

export async function loanByHand({ data }: Task<Loan>): Promise<string> {
  let approvedBy: string | undefined
  setHandler(defineSignal<[{ by: string }]>('approve'), ({ by }) => {
    approvedBy = by
  })
  await getLoan(data.id)
  await condition(() => approvedBy !== undefined, '1 day')
  const { transactionKey } = await disburse(data.id)
  await notify(data.id)
  return transactionKey
}

export async function loanWithNodes({ data }: Task<Loan>): Promise<string> {
  await node('Check the loan', () => getLoan(data.id))
  await waitForSignal<{ by: string }>('Wait for four-eyes approval', {
    signal: 'approve',
    timeoutMs: 86_400_000,
    read: (payload) => ({ accepted: payload as { by: string } }),
  })
  const { transactionKey } = await node('Disburse the loan', () => disburse(data.id))
  await node('Tell the user in charge', () => notify(data.id))
  return transactionKey
}
