/** How long closed tasks are kept: 30 days by docker-compose.yml. Here the days are seconds, so that their end is seen. */
import { execFile } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { WorkflowNotFoundError } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitFor } from '../helpers/wait-for.ts'
import { type Bank, openBank } from './open-bank.ts'

let bank: Bank
beforeAll(async () => {
  bank = await openBank()
  // Temporal keeps nothing for less than an hour, and takes up to half an hour more: neither is a promise of ours
  appendFileSync(
    join(bank.composition.folder, 'configs', 'temporal-dynamic-config'),
    'system.namespaceMinRetentionLocal:\n  - value: 1s\nhistory.retentionTimerJitterDuration:\n  - value: 0s\n',
  )
  await bank.composition.up('setup', 'receiver', 'worker')
  await bank.open()
})
afterAll(() => bank?.stop())

async function retention(): Promise<number> {
  const { config } = await bank.client.connection.workflowService.describeNamespace({ namespace: 'default' })
  return Number(config?.workflowExecutionRetentionTtl?.seconds)
}

test('a closed task is gone after its time, an open one and the settings stay; a repeat of then is a delivery of its own', async () => {
  expect(await retention()).toBe(30 * 86_400)
  const command = ['operator', 'namespace', 'update', '--namespace', 'default', '--retention', '2s']
  await promisify(execFile)(join(bank.composition.folder, 'bin', 'temporal'), command, {
    env: { TEMPORAL_ADDRESS: bank.composition.temporalAddress },
  })
  expect(await retention()).toBe(2)
  const temporal = bank.composition.part('temporal')
  // Instead of the moment until each of its services has read the namespace again
  await temporal.end()
  await temporal.start()
  await temporal.untilHealthy()

  await bank.sendLoan('LN-OPEN')
  const first = await bank.sendLoan('LN-CLOSED', { key: 'old' })
  await bank.untilWaiting('LN-CLOSED')
  expect(await bank.approve('LN-CLOSED')).toMatchObject({ state: 'disbursed' })
  await waitFor(
    'the closed one is gone',
    () =>
      bank
        .taskOf('LN-CLOSED')
        .describe()
        .then(
          () => false,
          (error) => error instanceof WorkflowNotFoundError,
        ),
    120_000,
  )
  await waitFor('the lists do not have it either', async () => {
    const { count } = await bank.client.workflow.count('MpoRef = "LN-CLOSED"')
    return count === 0
  })
  expect((await bank.taskOf('LN-OPEN').describe()).status.name).toBe('RUNNING')
  const audit = await waitFor('the audit', () => bank.startnode('audit'))
  expect(audit).toContain('createSettings settings  revision 0')

  const reads = () => bank.mambu.requests.filter(({ method }) => method === 'GET').length
  const before = reads()
  const again = await bank.sendLoan('LN-CLOSED', { key: 'old' })
  expect(again.taskId).toBe(first.taskId)
  // Its task looks at the loan, and finds it paid
  await waitFor('it is a task once more', () => reads() > before)
  expect(bank.mambu.disbursements.filter(({ loanId }) => loanId === 'LN-CLOSED')).toHaveLength(1)
})
