/** The whole of docker-compose.yml at work: Temporal on PostgreSQL, two receivers, two workers, tasks to their end. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TRACE_QUERY, type TraceEntry } from '../../src/process/trace.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { type Bank, openBank } from './open-bank.ts'

let bank: Bank

beforeAll(async () => {
  bank = await openBank()
  await bank.composition.up('setup', 'receiver', 'worker')
  await bank.receiver(2).start()
  await bank.worker(2).start()
  await bank.open()
})

afterAll(() => bank?.stop())

/** One value of the database. */
async function ask(query: string, database = 'temporal'): Promise<string> {
  const { bin, host, password } = bank.composition.postgres
  const words = ['-h', host, '-U', 'temporal', '-d', database, '-Atc', query]
  const env = { PGPASSWORD: password, PATH: process.env.PATH }
  const { stdout } = await promisify(execFile)(join(bin, 'psql'), words, { env })
  return stdout.trim()
}

test('a webhook becomes a task that goes through its nodes to its end, and money moves once', async () => {
  const sent = await bank.sendLoan('LN-MAIN', { key: 'main' })
  await bank.untilWaiting('LN-MAIN')
  // The repeat goes to the other receiver
  const again = await bank.sendLoan('LN-MAIN', { key: 'main', instance: 2 })
  expect(again.taskId).toBe(sent.taskId)
  expect(await bank.approve('LN-MAIN')).toMatchObject({ state: 'disbursed', approvedBy: 'bob', proved: true })
  const trace = await bank.taskOf('LN-MAIN').query<TraceEntry[]>(TRACE_QUERY)
  expect(trace.map(({ node, state }) => [node, state])).toEqual(
    ['Check the loan', 'Wait for four-eyes approval', 'Disburse', 'Notify'].map((node) => [node, 'passed']),
  )
  expect(bank.mambu.disbursements.filter(({ loanId }) => loanId === 'LN-MAIN')).toHaveLength(1)
})

test('PostgreSQL writes through to the disk, and holds what Temporal holds of connections', async () => {
  expect(await ask('SHOW fsync')).toBe('on')
  expect(await ask('SHOW synchronous_commit')).toBe('on')
  const { SQL_MAX_CONNS, SQL_VIS_MAX_CONNS } = bank.composition.part('temporal').env
  // frontend, history, matching, worker; and a dump, a psql, what the schema job needs
  const most = 4 * (Number(SQL_MAX_CONNS) + Number(SQL_VIS_MAX_CONNS)) + 20
  expect(Number(await ask('SHOW max_connections'))).toBeGreaterThanOrEqual(most)
})

test('two receivers and two workers share the work: every delivery is one task', async () => {
  const loans = Array.from({ length: 20 }, (_, index) => `LN-SHARE-${index}`)
  await Promise.all(loans.map((loan, index) => bank.sendLoan(loan, { key: loan, instance: 1 + (index % 2) })))
  await Promise.all(
    loans.map((loan) => bank.sendLoan(loan, { key: loan, instance: 2 - (loans.indexOf(loan) % 2) })),
  )
  await Promise.all(loans.map((loan) => bank.untilWaiting(loan)))
  await waitFor('all are listed', async () => {
    const query = 'MpoRef STARTS_WITH "LN-SHARE-" AND WorkflowType = "loanApproved"'
    return (await bank.client.workflow.count(query)).count === loans.length
  })
})

test.each([
  [['postgres', 'temporal', 'worker', 'receiver'], 'SIGKILL'],
  [['receiver', 'worker', 'temporal', 'postgres'], 'SIGTERM'],
  [['temporal', 'receiver', 'postgres', 'worker'], 'SIGKILL'],
  [['worker', 'postgres', 'receiver', 'temporal'], 'SIGTERM'],
] as const)('%s end (%s) and come back in that order: what was accepted is done', async (order, signal) => {
  const name = (text: string) => `LN-${text}-${order.map((part) => part[0]).join('')}`
  await bank.sendLoan(name('BEFORE'))
  await bank.untilWaiting(name('BEFORE'))
  for (const part of order) await bank.composition.part(part).end(signal)
  // The second receiver goes on
  await bank.sendLoan(name('MEANWHILE'), { instance: 2 })
  for (const part of order) await bank.composition.part(part).start()
  await bank.composition.part('temporal').untilHealthy()
  await bank.receiver().untilHealthy()
  await bank.sendLoan(name('AFTER'))
  for (const loan of ['BEFORE', 'MEANWHILE', 'AFTER'].map(name)) {
    await bank.untilWaiting(loan)
    expect(await bank.approve(loan)).toMatchObject({ state: 'disbursed' })
    expect(bank.mambu.disbursements.filter(({ loanId }) => loanId === loan)).toHaveLength(1)
  }
})

test('a program that is killed and not stopped comes back by its restart policy', async () => {
  await bank.sendLoan('LN-COMES-BACK')
  for (const part of ['postgres', 'temporal', 'worker', 'receiver'])
    bank.composition.part(part).send('SIGKILL')
  await bank.composition.part('temporal').untilHealthy()
  await bank.untilWaiting('LN-COMES-BACK')
  expect(await bank.approve('LN-COMES-BACK')).toMatchObject({ state: 'disbursed' })
})
