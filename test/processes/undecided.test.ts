/** client-onboarding and four-eyes-approval when nobody decides for days: on a server that skips time, over the full path. */
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AmlStandIn, startAmlStandIn } from '../helpers/aml-stand-in.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { OPENS_WITHIN_MS, openTimeSkipping } from '../helpers/time-skipping.ts'

let environment: TestWorkflowEnvironment
let aml: AmlStandIn
let stack: ProcessStack
let compliance: string
let head: string

beforeAll(async () => {
  environment = await openTimeSkipping()
  aml = await startAmlStandIn()
  stack = await startProcessStack({
    temporal: environment,
    processes: ['client-onboarding', 'four-eyes-approval'],
    variables: { aml: { url: aml.url, token: aml.token } },
  })
  compliance = stack.mambu.addUser('compliance').encodedKey
  head = stack.mambu.addUser('head-of-credit').encodedKey
}, OPENS_WITHIN_MS)

afterAll(async () => {
  await stack?.stop()
  await aml?.stop()
  await environment?.teardown()
})

const tasksFor = (userKey: string) =>
  stack.mambu.tasks.filter(({ body }) => body.assignedUserKey === userKey).map(({ body }) => body.title)

test('a screening that is away for a day fails the task and leaves the client as it is', async () => {
  stack.mambu.addClient({ id: 'CL-2', state: 'PENDING_APPROVAL' })
  aml.failNext(5_000, 503)
  await stack.send('client-onboarding', { client_id: 'CL-2' })
  await expect(stack.resultOf('client-onboarding', { ref: 'CL-2' })).rejects.toMatchObject({
    cause: { type: 'api_fatal_error', message: expect.stringContaining('Screen the client') },
  })
  expect(stack.mambu.findClient('CL-2')).toMatchObject({ state: 'PENDING_APPROVAL' })
  aml.clearFailures()
})

test('a listed client on whom nobody decides is escalated to compliance, and stays pending', async () => {
  stack.mambu.addClient({ id: 'CL-1', state: 'PENDING_APPROVAL', firstName: 'Max', lastName: 'Listed' })
  aml.findings.set('Max Listed', { status: 'no_match', risk: 'high' })
  await stack.send('client-onboarding', { client_id: 'CL-1' })
  expect(await stack.resultOf('client-onboarding', { ref: 'CL-1' })).toMatchObject({
    state: 'expired',
    notified: false,
  })
  expect(tasksFor(compliance)).toEqual(['Client CL-1 has waited for a decision for 3 days'])
  expect(stack.mambu.findClient('CL-1')).toMatchObject({
    state: 'PENDING_APPROVAL',
    _AML: { status: 'UNDECIDED', risk: 'high', flags: 'none' },
  })
})

test('an account that nobody approves is escalated, expires and stays pending, with the votes so far', async () => {
  stack.mambu.addUser('olga', undefined, { role: 'loan-officer' })
  stack.mambu.addLoan({ id: 'LN-1', state: 'PENDING_APPROVAL', amount: 50_000 })
  const webhook = { account_type: 'loan', account_id: 'LN-1', amount: '50000', currency: 'EUR' }
  await stack.send('four-eyes-approval', webhook)
  const task = await stack.taskOf('four-eyes-approval', { ref: 'LN-1' })
  await task.signal('approve', { by: 'olga', decision: 'approve' })
  expect(await stack.resultOf('four-eyes-approval', { ref: 'LN-1' })).toMatchObject({
    state: 'expired',
    waitedFor: 'manager',
    votes: [{ name: 'olga' }],
    notified: true,
  })
  expect(tasksFor(head)).toEqual(['LN-1 waits for the approval of a manager'])
  expect(stack.mambu.findLoan('LN-1')?.accountState).toBe('PENDING_APPROVAL')
})
