/** The stack for tests of processes works on both servers: a webhook becomes a task that ends. */
import { randomUUID } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { type ProcessStack, startProcessStack } from './process-stack.ts'
import { temporalAddress } from './temporal.ts'
import { OPENS_WITHIN_MS, openTimeSkipping } from './time-skipping.ts'

const body = (loanId: string) => ({
  cbs_source: 'mambu',
  cbs_account_type: 'loan',
  cbs_account_id: loanId,
  cbs_account_key: '8a818e7d6f3c2b1a016f3c9d4e5a0b7c',
  float_amount: 12_500,
  currency: 'EUR',
})
let stack: ProcessStack | null = null

afterEach(async () => {
  await stack?.stop()
  stack = null
})

test('a webhook over HTTP becomes a task of the real server, and its result can be read', async () => {
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: 'loan-approved',
    processes: ['loan-approved'],
  })
  const loanId = `LN-${randomUUID()}`
  stack.mambu.addLoan({ id: loanId })
  const sent = await stack.send('loan-approved', body(loanId), { 'webhook-id': randomUUID() })
  expect(sent).toMatchObject({ status: 200, taskId: expect.stringMatching(/^[0-9a-f]{24}$/) })
  const task = await stack.taskOf('loan-approved', { ref: loanId })
  await stack.untilWaiting(task, 'Wait for four-eyes approval')
  await task.signal('approve', { by: 'bob', decision: 'approve' })
  expect(await stack.resultOf('loan-approved', { ref: loanId })).toMatchObject({ state: 'disbursed' })
})

test(
  'the same with a server that skips time: three days pass at once',
  async () => {
    const environment = await openTimeSkipping()
    try {
      stack = await startProcessStack({ temporal: environment, processes: ['loan-approved'] })
      stack.mambu.addLoan({ id: 'LN-1' })
      await stack.send('loan-approved', body('LN-1'))
      expect(await stack.resultOf('loan-approved', { ref: 'LN-1' })).toMatchObject({ state: 'expired' })
    } finally {
      await stack?.stop()
      stack = null
      await environment.teardown()
    }
  },
  OPENS_WITHIN_MS,
)
