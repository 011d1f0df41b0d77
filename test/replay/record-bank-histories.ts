/**
 * Writes histories/{loan-disbursement,client-onboarding,four-eyes-approval}-*.json anew (or those named), over the whole
 * path and on a dev server of its own. Only after a change that is meant to break tasks under way: until then the old files prove that they
 * go on after a deployment.
 *
 *     npx tsx test/replay/record-bank-histories.ts [name...]
 */
import type { WorkflowHandle } from '@temporalio/client'
import { startDevServer } from '../../src/temporal/dev/dev-server.ts'
import { startAmlStandIn } from '../helpers/aml-stand-in.ts'
import { startBankStandIn } from '../helpers/bank-stand-in.ts'
import { bookDisbursement } from '../helpers/book-disbursement.ts'
import { startProcessStack } from '../helpers/process-stack.ts'
import { writeHistory } from './write-history.ts'

const server = await startDevServer({ stateDir: '.startnode', port: 0, uiPort: null })
const bank = await startBankStandIn()
const aml = await startAmlStandIn()
const stack = await startProcessStack({
  temporal: server.address,
  processes: ['loan-disbursement', 'client-onboarding', 'four-eyes-approval'],
  variables: { bank: { url: bank.url, token: bank.token }, aml: { url: aml.url, token: aml.token } },
})
const { mambu } = stack

async function disburse(play: (key: string, task: WorkflowHandle) => Promise<unknown>, loan: object = {}) {
  const booking = await bookDisbursement(mambu, loan)
  await stack.send('loan-disbursement', booking.webhook)
  const task = await stack.taskOf('loan-disbursement', { ref: booking.ref })
  await play(booking.key, task)
  return task
}

const untilPaid = (task: WorkflowHandle) => stack.untilWaiting(task, 'Wait for settlement')

async function onboard(id: string, play: (task: WorkflowHandle) => Promise<unknown>, finding: object | null) {
  mambu.addClient({ id, state: 'PENDING_APPROVAL', firstName: 'Zoë', lastName: id })
  if (finding) aml.findings.set(`Zoë ${id}`, { status: 'potential_match', risk: 'medium', flags: ['PEP'] })
  await stack.send('client-onboarding', { client_id: id })
  const task = await stack.taskOf('client-onboarding', { ref: id })
  await play(task)
  return task
}

const MATCH = {}
const untilUndecided = (task: WorkflowHandle) =>
  stack.untilWaiting(task, 'Wait for a decision / Decision of a person')

for (const [name, role] of [
  ['olga', 'loan-officer'],
  ['mia', 'branch-manager'],
  ['sam', 'senior-credit-officer'],
] as const)
  mambu.addUser(name, undefined, { role })
mambu.addUser('pat')

async function ask(id: string, amount: number, decisions: readonly (readonly [string, object])[]) {
  mambu.addLoan({ id, state: 'PENDING_APPROVAL', amount })
  const webhook = { account_type: 'loan', account_id: id, amount: String(amount), currency: 'EUR' }
  await stack.send('four-eyes-approval', webhook)
  const task = await stack.taskOf('four-eyes-approval', { ref: id })
  for (const [level, decision] of decisions) {
    await stack.untilWaiting(task, `Wait for the ${level}`)
    await task.signal('approve', decision)
  }
  return task
}

/** Each way that operators see. */
const PLAYS: Readonly<Record<string, () => Promise<WorkflowHandle>>> = {
  'loan-disbursement-settled': () =>
    disburse(async (key, task) => {
      await untilPaid(task)
      await bank.callBack(key, 'OutboundHeldTransaction')
      await bank.callBack(key, 'TransactionSettled')
    }),
  'loan-disbursement-rejected': () =>
    disburse(async (key, task) => {
      await untilPaid(task)
      await bank.callBack(key, 'TransactionRejected', { reason: 'Account closed' })
    }),
  'loan-disbursement-refused': () => {
    bank.failNext(1, 422)
    return disburse(async () => {})
  },
  'loan-disbursement-unpayable': () => disburse(async () => {}, { currency: 'XTS' }),
  'loan-disbursement-cancelled': () =>
    disburse(async (_, task) => {
      await untilPaid(task)
      await task.cancel()
    }),
  'client-onboarding-clear': () => onboard('CL-clear', async () => {}, null),
  'client-onboarding-person': () =>
    onboard(
      'CL-person',
      async (task) => {
        await untilUndecided(task)
        await task.signal('approve', { by: 'bob', decision: 'approve' })
      },
      MATCH,
    ),
  'client-onboarding-screening': () =>
    onboard(
      'CL-screening',
      async (task) => {
        await untilUndecided(task)
        await aml.callBack(aml.searches.at(-1)?.id ?? '', 'true_positive')
      },
      MATCH,
    ),
  'client-onboarding-event': () =>
    onboard(
      'CL-event',
      async (task) => {
        await untilUndecided(task)
        await stack.send('client-onboarding', { client_id: 'CL-event' })
        await task.signal('approve', { by: 'bob', decision: 'reject' })
      },
      MATCH,
    ),
  'four-eyes-approval-three': () =>
    ask('LN-three', 250_000, [
      ['officer', { by: 'olga', decision: 'approve' }],
      ['manager', { by: 'mia', decision: 'approve' }],
      ['senior', { by: 'sam', decision: 'approve' }],
    ]),
  'four-eyes-approval-delegated': () =>
    ask('LN-delegated', 50_000, [
      ['officer', { by: 'olga', decision: 'approve' }],
      ['manager', { by: 'mia', decision: 'delegate', to: 'pat' }],
      ['manager', { by: 'pat', decision: 'approve' }],
    ]),
  'four-eyes-approval-rejected': () =>
    ask('LN-rejected', 5_000, [['officer', { by: 'olga', decision: 'reject', comment: 'no income' }]]),
  'four-eyes-approval-cancelled': async () => {
    const task = await ask('LN-cancelled', 5_000, [])
    await stack.untilWaiting(task, 'Wait for the officer')
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
await bank.stop()
await aml.stop()
await server.stop()
