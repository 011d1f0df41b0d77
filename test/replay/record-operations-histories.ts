/**
 * Writes histories/{end-of-day-export,currency-rates,resend-failed-webhooks,read-only-window}-*.json anew, over the whole
 * path and on a dev server of its own (or those named; what is recorded from an earlier play needs that too). Only after a change that is meant to break tasks under way: until then the old
 * files prove that they go on after a deployment.
 *
 *     npx tsx test/replay/record-operations-histories.ts [name...]
 */
import type { WorkflowHandle } from '@temporalio/client'
import { startDevServer } from '../../src/temporal/dev/dev-server.ts'
import { startOutsideSystem } from '../helpers/outside-system.ts'
import { startProcessStack } from '../helpers/process-stack.ts'
import { writeHistory } from './write-history.ts'

const server = await startDevServer({ stateDir: '.startnode', port: 0, uiPort: null })
let rates: Record<string, { buy: string; sell: string }> = {}
const source = await startOutsideSystem('token', () => ({
  status: 200,
  body: { base: 'EUR', date: new Date().toISOString().slice(0, 10), rates },
}))
const stack = await startProcessStack({
  temporal: server.address,
  processes: ['end-of-day-export', 'currency-rates', 'resend-failed-webhooks', 'read-only-window', 'dunning'],
  variables: { rates: { url: source.url, token: 'token' } },
})
const { mambu } = stack
mambu.addUser('operations')
mambu.addUser('bob')
mambu.setEndOfDay('COMPLETE')

async function start(process: string, body: object): Promise<WorkflowHandle> {
  const { taskId } = await stack.send(process, body)
  return stack.taskOf(process, { taskId })
}

/** @param day the entries of which are added first; each run of the task is a history of its own */
let exported: string
async function exportDay(count: number, day: string) {
  mambu.addJournalEntries(count, day)
  const task = await start('end-of-day-export', {
    event: 'END_OF_DAY_PROCESSING_COMPLETED',
    booking_date: day,
  })
  const { runId } = await task.describe()
  await task.result()
  exported = task.workflowId
  return stack.client.workflow.getHandle(task.workflowId, runId)
}

async function postRates(quotes: typeof rates, decision?: object) {
  rates = quotes
  const task = await start('currency-rates', {
    base: 'EUR',
    currencies: Object.keys(quotes),
    max_change_percent: '5',
  })
  if (decision) {
    await stack.untilWaiting(task, 'Wait for a decision on the rates')
    await task.signal('approve', decision)
  }
  return task
}

function lose(loanId: string, destination = stack.directUrlOf('dunning')) {
  const body = JSON.stringify({ event: 'LOAN_REPAYMENT', loan_id: loanId })
  return mambu.addFailedMessage({ destination, body, templateKey: 'repayments' })
}

async function openWindow(tenant: string) {
  mambu.readOnly(true)
  await stack.send('read-only-window', { state: 'READ_ONLY', tenant })
  const task = await stack.taskOf('read-only-window', { ref: tenant })
  await stack.untilWaiting(task, 'Wait until Mambu takes writes again')
  return task
}

const usd = (rate: string) => ({ USD: { buy: rate, sell: rate } })
let held: WorkflowHandle
let waited: WorkflowHandle

/** Each way that operators see. */
const PLAYS: Readonly<Record<string, () => Promise<WorkflowHandle>>> = {
  'end-of-day-export-exported': () => exportDay(20, '2026-01-02'),
  'end-of-day-export-differs': () => exportDay(2, '2026-01-02'),
  'end-of-day-export-first-run': () => exportDay(10_002, '2026-01-03'),
  'end-of-day-export-last-run': async () => stack.client.workflow.getHandle(exported),
  'end-of-day-export-not-complete': async () => {
    mambu.setEndOfDay('ERROR')
    return start('end-of-day-export', { event: 'END_OF_DAY_PROCESSING_COMPLETED' })
  },
  'currency-rates-approved': () => postRates(usd('1.00'), { by: 'bob', decision: 'approve' }),
  'currency-rates-posted': () => postRates(usd('1.01')),
  'currency-rates-rejected': () => postRates(usd('2'), { by: 'bob', decision: 'reject' }),
  'resend-failed-webhooks-resent': async () => {
    for (const id of ['LN-1', 'LN-2', 'LN-3', 'LN-4', 'LN-5']) lose(id)
    return start('resend-failed-webhooks', {})
  },
  'resend-failed-webhooks-blocked': async () => {
    const gone = stack.directUrlOf('dunning').replace(/[0-9a-f]{40}$/, '0'.repeat(40))
    for (const id of ['LN-6', 'LN-7', 'LN-8', 'LN-9']) lose(id, gone)
    return start('resend-failed-webhooks', { max_resends: 1 })
  },
  'read-only-window-resumed': async () => {
    const task = await openWindow('bank-1')
    held = await postRates(usd('1.02'))
    await held.result()
    lose('LN-10')
    waited = await start('resend-failed-webhooks', {})
    await stack.untilWaiting(waited, 'Resend / Wait until Mambu takes writes')
    await stack.send('read-only-window', { state: 'READ_ONLY', tenant: 'bank-1' })
    mambu.readOnly(false)
    mambu.failNext(1, 503, {}, 'POST /currencies')
    await stack.send('read-only-window', { state: 'READ_WRITE', tenant: 'bank-1' })
    return task
  },
  'currency-rates-held': async () => held,
  'resend-failed-webhooks-waited': async () => waited,
  'read-only-window-repeated': async () => {
    await stack.send('read-only-window', { state: 'READ_WRITE', tenant: 'bank-2' })
    return stack.taskOf('read-only-window', { ref: 'bank-2' })
  },
  'read-only-window-cancelled': async () => {
    const task = await openWindow('bank-3')
    const rate = await postRates(usd('1.03'))
    await rate.result()
    mambu.readOnly(false)
    await task.cancel()
    return task
  },
}

const named = process.argv.slice(2)
for (const [name, play] of Object.entries(PLAYS)) {
  if (named.length > 0 && !named.includes(name)) continue
  const task = await play()
  await task.result().catch(() => null)
  await writeHistory(name, task)
}
await stack.stop()
await source.stop()
await server.stop()
