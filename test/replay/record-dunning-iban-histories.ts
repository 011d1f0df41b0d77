/**
 * Writes histories/dunning-*.json and iban-linkage-*.json anew, over the whole path, on a dev server and on the server
 * that skips time. Only after a change that is meant to break tasks under way: until then the old files prove that they
 * go on after a deployment.
 *
 *     npx tsx test/replay/record-dunning-iban-histories.ts [name...]
 */
import { Client, type WorkflowHandle } from '@temporalio/client'
import { ALICE } from '../../src/mambu/bank/stand-in-bank.ts'
import { startDevServer } from '../../src/temporal/dev/dev-server.ts'
import { startOutsideSystem } from '../helpers/outside-system.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { openTimeSkipping } from '../helpers/time-skipping.ts'
import { CREATED, startVirtualAccountBank } from '../helpers/virtual-account-bank.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { writeHistory } from './write-history.ts'

const TOKEN = 'token-of-the-bank'
const bank = await startVirtualAccountBank()
const refusals: number[] = []
const system = await startOutsideSystem(TOKEN, () => ({ status: refusals.shift() ?? 202, body: {} }))
const own = { url: system.url, token: TOKEN }
const common = {
  processes: ['dunning', 'iban-linkage'],
  variables: { bank: { url: bank.url, token: bank.token }, messages: own, legal: own },
}

const send = (stack: ProcessStack, event: string, loan_id: string) =>
  stack.send('dunning', { event, loan_id })

async function startDunning(stack: ProcessStack, event: string, loanId: string): Promise<WorkflowHandle> {
  stack.mambu.addLoan({
    id: loanId,
    state: 'ACTIVE_IN_ARREARS',
    amount: 900,
    balances: { principalDue: 300 },
  })
  await send(stack, event, loanId)
  return stack.taskOf('dunning', { ref: loanId })
}

async function repay(stack: ProcessStack, loanId: string, due: number): Promise<void> {
  const loan = stack.mambu.findLoan(loanId)
  if (loan) loan.balances.principalDue = due
  await send(stack, 'LOAN_REPAYMENT', loanId)
}

async function startLinkage(stack: ProcessStack, id: string): Promise<WorkflowHandle> {
  stack.mambu.addDeposit({ id, key: `key-${id}`, currency: 'GBP', assignedUserKey: ALICE.encodedKey })
  await stack.send('iban-linkage', { account_id: id, client_name: 'Ann', set_up: 'virtual_accounts' })
  return stack.taskOf('iban-linkage', { ref: id })
}

const WAIT_BANK = 'Wait for the virtual account'

/** What is over within seconds. */
const SOON: Readonly<Record<string, (stack: ProcessStack) => Promise<WorkflowHandle>>> = {
  'dunning-not-in-dunning': (stack) => startDunning(stack, 'LOAN_REPAYMENT', 'LN-none'),
  'dunning-paid': async (stack) => {
    const task = await startDunning(stack, 'ACCOUNT_IN_ARREARS', 'LN-paid')
    await stack.untilWaiting(task, 'Wait for a repayment')
    await repay(stack, 'LN-paid', 100)
    const until = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10)
    await task.signal('promise', { by: 'carol', until })
    await waitFor('the promise', async () =>
      (await stack.traceOf(task)).some(({ node }) => node === 'Take the promise down'),
    )
    await repay(stack, 'LN-paid', 0)
    return task
  },
  'dunning-by-hand': async (stack) => {
    refusals.push(422)
    const task = await startDunning(stack, 'ACCOUNT_IN_ARREARS', 'LN-hand')
    await stack.untilWaiting(task, 'Wait for a repayment')
    await repay(stack, 'LN-hand', 0)
    return task
  },
  'iban-linkage-linked': async (stack) => {
    const task = await startLinkage(stack, 'SA-linked')
    await stack.untilWaiting(task, WAIT_BANK)
    await bank.callBack('key-SA-linked', CREATED)
    return task
  },
  'iban-linkage-failed': async (stack) => {
    const task = await startLinkage(stack, 'SA-failed')
    await stack.untilWaiting(task, WAIT_BANK)
    await bank.callBack('key-SA-failed', { status: 'FAILED', reason: 'Name screening' })
    return task
  },
  'iban-linkage-refused-by-mambu': async (stack) => {
    const task = await startLinkage(stack, 'SA-refused')
    await stack.untilWaiting(task, WAIT_BANK)
    stack.mambu.failNext(1, 400, {}, 'PATCH /deposits/SA-refused')
    await bank.callBack('key-SA-refused', CREATED)
    return task
  },
  'iban-linkage-cancelled': async (stack) => {
    const task = await startLinkage(stack, 'SA-cancelled')
    await stack.untilWaiting(task, WAIT_BANK)
    await task.cancel()
    return task
  },
}

const server = await startDevServer({ stateDir: '.startnode', port: 0, uiPort: null })
const quick = await startProcessStack({ ...common, temporal: server.address })
const named = process.argv.slice(2)
const isWanted = (name: string) => named.length === 0 || named.includes(name)
for (const [name, play] of Object.entries(SOON)) {
  if (!isWanted(name)) continue
  const task = await play(quick)
  await task.result().catch(() => null)
  await writeHistory(name, task)
}
await quick.stop()
await server.stop()

const environment = await openTimeSkipping()
const slow = await startProcessStack({ ...common, temporal: environment })
const legal = await startDunning(slow, 'REPAYMENT_REMINDER', 'LN-legal')
const undecided = await startDunning(slow, 'ACCOUNT_IN_ARREARS', 'LN-undecided')
const pending = await startLinkage(slow, 'SA-pending')
await waitFor('the bank is asked', () => bank.accounts.has('key-SA-pending'))
await environment.sleep('46 days')
await legal.signal('approve', { by: 'bob', decision: 'approve' })
await environment.sleep('5 days')
// In normal time: waiting for a result would let years pass.
const normal = new Client({ connection: environment.connection })
const late = { 'dunning-legal': legal, 'dunning-undecided': undecided, 'iban-linkage-silent-bank': pending }
for (const [name, { workflowId }] of Object.entries(late)) {
  const task = normal.workflow.getHandle(workflowId)
  await task.result()
  if (isWanted(name)) await writeHistory(name, task)
}
await slow.stop()
await environment.teardown()
await Promise.all([bank.stop(), system.stop()])
