import { expect, test } from 'vitest'
import { loanBody } from './loan-body.ts'
import { runProcess } from './run-process.ts'

test('a task of a process runs to its result on a worker of its own', async () => {
  const noSuchLoan = { getLoan: async () => ({ loan: null, approvalTimeoutMs: 1_000 }) }
  expect(
    await runProcess('loan-approved', JSON.parse(loanBody('LN-1')), { activities: noSuchLoan }),
  ).toMatchObject({ state: 'rejected', loanId: 'LN-1' })
})
