/** Processes that have written something and wait. */
import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow'
import type { Task } from '../../src/process/task.ts'
import { node, waitForSignal } from '../../src/workflows/nodes/index.ts'
import { mambuReads, mambuWrites } from '../../workflows/mambu/mambu-calls.ts'

const { sendMail } = proxyActivities<{ sendMail(to: string): Promise<void> }>({
  startToCloseTimeout: '10 seconds',
})

const waitLong = () => waitForSignal('Wait', { signal: 'go', read: () => ({ accepted: true }) })
const begin = ({ data: { loanId } }: Task<{ loanId: string }>) =>
  node('Begin', () => mambuReads.getLoan(loanId))
const pay = ({ taskId, data: { loanId } }: Task<{ loanId: string }>) =>
  node('Disburse', () => mambuWrites.disburseLoan({ taskId, node: 'Disburse', loanId, amount: 100 }))

export async function paysAndWaits(task: Task<{ loanId: string }>): Promise<void> {
  await begin(task)
  await pay(task)
  await waitLong()
}

export async function continuesAndPays(task: Task<{ loanId: string }>): Promise<void> {
  await begin(task)
  if (workflowInfo().continuedFromExecutionRunId === undefined)
    await continueAsNew<typeof continuesAndPays>(task)
  await pay(task)
  await waitLong()
}

export async function mailsAndWaits(): Promise<void> {
  await node('Mail', () => sendMail('ops'))
  await waitLong()
}
