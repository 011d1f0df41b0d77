/** client-onboarding over the full path: webhook in, Mambu and the screening called, people, call-backs, result. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewStandInClient } from '../../src/mambu/bank/clients.ts'
import { ALICE } from '../../src/mambu/bank/stand-in-bank.ts'
import type { ClientOnboardingResult } from '../../workflows/client-onboarding/client-onboarding.ts'
import { type AmlFinding, type AmlStandIn, startAmlStandIn } from '../helpers/aml-stand-in.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'client-onboarding'
const WAIT = 'Wait for a decision / Decision of a person'
const MATCH: AmlFinding = { status: 'potential_match', risk: 'medium', flags: ['Sanctions', 'PEP'] }
let aml: AmlStandIn
let stack: ProcessStack

beforeAll(async () => {
  aml = await startAmlStandIn()
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: PROCESS,
    processes: [PROCESS],
    variables: { aml: { url: aml.url, token: aml.token } },
  })
})

afterAll(async () => {
  await stack?.stop()
  await aml?.stop()
})

/** A client of its own name, so that tests do not meet. */
function addClient(more: Partial<NewStandInClient> = {}): string {
  const id = `CL-${randomUUID()}`
  stack.mambu.addClient({
    id,
    state: 'PENDING_APPROVAL',
    firstName: 'Zoë',
    lastName: id,
    country: 'AT',
    assignedUserKey: ALICE.encodedKey,
    ...more,
  })
  return id
}

/** A client whose name is on a list. */
function addListed(more: Partial<NewStandInClient> = {}): string {
  const id = addClient(more)
  aml.findings.set(`Zoë ${id}`, MATCH)
  return id
}

async function send(clientId: string, key: string = randomUUID()): Promise<void> {
  const sent = await stack.send(PROCESS, { client_id: clientId }, { 'x-notifications-idempotency-key': key })
  expect(sent.status, sent.body).toBe(200)
}

const resultOf = (clientId: string) => stack.resultOf<ClientOnboardingResult>(PROCESS, { ref: clientId })
const searchesOf = (clientId: string) => aml.searches.filter(({ body }) => body.client_ref === clientId)
const noted = (clientId: string) =>
  stack.mambu.findClient(clientId)?._AML as Record<string, string> | undefined

async function untilWaiting(clientId: string) {
  const task = await stack.taskOf(PROCESS, { ref: clientId })
  await stack.untilWaiting(task, WAIT)
  return task
}

async function rename(clientId: string, lastName: string): Promise<void> {
  const answer = await fetch(`${stack.mambu.url}/clients/${clientId}`, {
    method: 'PATCH',
    headers: {
      accept: 'application/vnd.mambu.v2+json',
      'content-type': 'application/json',
      apikey: stack.mambu.apiKey,
    },
    body: JSON.stringify([{ op: 'REPLACE', path: '/lastName', value: lastName }]),
  })
  expect(answer.status).toBe(204)
}

test('a client that is on no list is approved, with the screening in its fields; a repeat screens nothing', async () => {
  const id = addClient()
  const key = randomUUID()
  await send(id, key)
  expect(await resultOf(id)).toEqual({
    state: 'approved',
    clientId: id,
    searchId: searchesOf(id)[0]?.id,
    decidedBy: 'screening',
    proved: null,
    reason: null,
  })
  expect(searchesOf(id)[0]?.body).toMatchObject({ name: `Zoë ${id}`, country: 'AT', birth_year: 1990 })
  expect(stack.mambu.findClient(id)?.state).toBe('INACTIVE')
  expect(noted(id)).toMatchObject({ status: 'CLEAR', risk: 'low', screened_name: `Zoë ${id}` })
  await send(id, key)
  // An activity that changed no name
  await send(id)
  await waitFor('the second task is over', async () => (await resultOf(id)).state === 'ignored')
  expect(searchesOf(id)).toHaveLength(1)
})

test('a potential match waits for a person; the user in charge can not decide, somebody else can', async () => {
  const id = addListed()
  await send(id)
  const task = await untilWaiting(id)
  expect(stack.mambu.findClient(id)?.state).toBe('PENDING_APPROVAL')
  expect(noted(id)).toMatchObject({ status: 'POTENTIAL_MATCH', flags: 'Sanctions, PEP' })
  await task.signal('approve', { by: 'alice', decision: 'approve' })
  await waitFor('it is refused', async () =>
    (await stack.untilWaiting(task, WAIT)).note?.includes('alice is the requester'),
  )
  await task.signal('approve', { by: 'bob', decision: 'approve' })
  expect(await resultOf(id)).toMatchObject({ state: 'approved', decidedBy: 'bob' })
  expect(stack.mambu.findClient(id)?.state).toBe('INACTIVE')
  expect(noted(id)).toMatchObject({ status: 'APPROVED', decided_by: 'bob' })
  expect(stack.mambu.tasks.filter(({ body }) => String(body.title).includes(id))).toHaveLength(1)
})

test('a rejection of a person rejects the client', async () => {
  const id = addListed()
  await send(id)
  const task = await untilWaiting(id)
  await task.signal('approve', { by: 'bob', decision: 'reject', comment: 'It is him' })
  expect(await resultOf(id)).toMatchObject({ state: 'rejected', decidedBy: 'bob', reason: 'It is him' })
  expect(stack.mambu.findClient(id)?.state).toBe('REJECTED')
  expect(noted(id)).toMatchObject({ status: 'REJECTED' })
})

test('a client that is renamed while the decision is carried out is screened under its new name', async () => {
  const id = addListed()
  await send(id)
  const task = await untilWaiting(id)
  stack.mambu.failNext(2, 503, {}, `PATCH /clients/${id}`)
  await task.signal('approve', { by: 'bob', decision: 'approve' })
  await waitFor('the decision is being stored', async () =>
    (await stack.traceOf(task)).some(
      ({ node, state }) => node === 'Store the decision' && state === 'running',
    ),
  )
  const client = stack.mambu.findClient(id)
  if (client) client.lastName = 'Renamed'
  await send(id)
  expect(await resultOf(id)).toMatchObject({ state: 'approved', decidedBy: 'screening' })
  expect(searchesOf(id).map(({ body }) => body.name)).toEqual([`Zoë ${id}`, 'Zoë Renamed'])
  expect(noted(id)).toMatchObject({ status: 'CLEAR', screened_name: 'Zoë Renamed' })
})

test.each([
  ['false_positive', 'approved', 'INACTIVE'],
  ['true_positive', 'rejected', 'REJECTED'],
])('the screening calls back later with %s: the client is %s', async (outcome, state, clientState) => {
  const id = addListed()
  await send(id)
  await untilWaiting(id)
  expect(await aml.callBack(searchesOf(id)[0]?.id ?? '', outcome)).toBe(200)
  expect(await resultOf(id)).toMatchObject({ state, decidedBy: 'screening' })
  expect(stack.mambu.findClient(id)?.state).toBe(clientState)
})

test('a client that is renamed while its task waits is screened again; the answer about the old name decides nothing', async () => {
  const id = addListed()
  await send(id)
  const task = await untilWaiting(id)
  await rename(id, `${id} the second`)
  aml.findings.set(`Zoë ${id} the second`, MATCH)
  await send(id)
  await waitFor('the new name is screened', () => searchesOf(id).length === 2)
  await waitFor(
    'it waits again',
    async () =>
      (await stack.traceOf(task)).filter(({ node }) => node === WAIT).at(-1)?.state === 'waiting' &&
      (await stack.traceOf(task)).filter(({ node }) => node === 'Store the screening').length === 2,
  )
  const [first, second] = searchesOf(id)
  await aml.callBack(first?.id ?? '', 'true_positive')
  await aml.callBack(second?.id ?? '', 'false_positive')
  expect(await resultOf(id)).toMatchObject({ state: 'approved', searchId: second?.id })
  expect(noted(id)).toMatchObject({ screened_name: `Zoë ${id} the second` })
  expect(stack.mambu.tasks.filter(({ body }) => String(body.title).includes(id))).toHaveLength(2)
})

test('a decision that comes while the new name is being screened is about the old one, and does not count', async () => {
  const id = addListed()
  await send(id)
  const task = await untilWaiting(id)
  aml.findings.set('Zoë Listed', MATCH)
  await rename(id, 'Listed')
  aml.failNext(1, 503)
  await send(id)
  await waitFor('the new name is being screened', async () =>
    (await stack.traceOf(task)).some(
      ({ node, state }) => node === 'Screen the client' && state === 'running',
    ),
  )
  await task.signal('approve', { by: 'bob', decision: 'approve' })
  await stack.untilWaiting(task, WAIT)
  expect(stack.mambu.findClient(id)?.state).toBe('PENDING_APPROVAL')
  await task.signal('approve', { by: 'carol', decision: 'reject' })
  expect(await resultOf(id)).toMatchObject({ state: 'rejected', decidedBy: 'carol' })
})

test('a decision about a name that changed in silence does not count: the new name is screened', async () => {
  const id = addListed()
  await send(id)
  const task = await untilWaiting(id)
  await rename(id, `${id} the clear`)
  await task.signal('approve', { by: 'bob', decision: 'approve' })
  expect(await resultOf(id)).toMatchObject({ state: 'approved', decidedBy: 'screening' })
  expect(searchesOf(id)).toHaveLength(2)
})

test('an activity of a client without a new name changes nothing while the task waits', async () => {
  const id = addListed()
  await send(id)
  const task = await untilWaiting(id)
  await send(id)
  await waitFor(
    'the client was looked at',
    async () => (await stack.traceOf(task)).filter(({ node }) => node === 'Read the client').length === 2,
  )
  await task.signal('approve', { by: 'bob', decision: 'reject' })
  expect(await resultOf(id)).toMatchObject({ state: 'rejected' })
  expect(searchesOf(id)).toHaveLength(1)
})

test('a client that is active already and turns out to be listed is blacklisted', async () => {
  const id = addListed({ state: 'ACTIVE' })
  await send(id)
  await (await untilWaiting(id)).signal('approve', { by: 'bob', decision: 'reject' })
  expect(await resultOf(id)).toMatchObject({ state: 'rejected' })
  expect(stack.mambu.findClient(id)?.state).toBe('BLACKLISTED')
})

test('a client on whom nobody decided is screened again at its next event', async () => {
  const id = addClient()
  Object.assign(stack.mambu.findClient(id) ?? {}, {
    _AML: { status: 'UNDECIDED', screened_name: `Zoë ${id}` },
  })
  await send(id)
  expect(await resultOf(id)).toMatchObject({ state: 'approved' })
  expect(searchesOf(id)).toHaveLength(1)
})

test.each<[string, Partial<NewStandInClient>, string]>([
  ['a rejected client', { state: 'REJECTED' }, 'The client is REJECTED'],
  ['an unknown client', {}, 'Mambu has no client'],
])('%s is ignored', async (what, more, reason) => {
  const id = what === 'an unknown client' ? `CL-${randomUUID()}` : addClient(more)
  await send(id)
  expect(await resultOf(id)).toMatchObject({ state: 'ignored', reason: expect.stringContaining(reason) })
  expect(searchesOf(id)).toEqual([])
})

test('a screening and a Mambu that are away for a moment delay the client, and nothing is done twice', async () => {
  const id = addClient()
  aml.failNext(1, 503)
  stack.mambu.failNext(1, 0, {}, 'PATCH /clients')
  await send(id)
  expect(await resultOf(id)).toMatchObject({ state: 'approved' })
  expect(searchesOf(id)).toHaveLength(1)
})
