import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenMambu, openMambu } from './open-mambu.ts'

let open: OpenMambu

beforeAll(async () => {
  open = await openMambu()
})
afterAll(() => open?.mambu.stop())

test('a client comes with state, country and custom fields; who is unknown is null', async () => {
  const { mambu, call } = open
  mambu.addClient({ id: 'C1', country: 'GB', custom: { _AML: { status: 'NEW' } } })
  expect(await call.getClient('C1')).toMatchObject({
    id: 'C1',
    state: 'INACTIVE',
    firstName: 'Ada',
    country: 'GB',
    custom: { _AML: { status: 'NEW' } },
  })
  expect(await call.getClient('C9')).toBeNull()
})

test('a client is created once, however often the node is retried', async () => {
  const { mambu, call, write } = open
  const input = { ...write('Create'), firstName: 'Grace', lastName: 'Hopper', email: 'g@example.com' }
  const client = await call.createClient(input)
  expect(await call.createClient(input)).toEqual(client)
  expect(mambu.findClient(client.id)).toMatchObject({ emailAddress: 'g@example.com' })
  // Another round of a loop is another node.
  expect((await call.createClient({ ...input, node: 'Create 2' })).id).not.toBe(client.id)
})

test('a patch sets own and custom fields, removes others, and can be repeated', async () => {
  const { mambu, call, write } = open
  mambu.addClient({ id: 'C2', custom: { _AML: { old: 'x' } } })
  const patch = {
    ...write('Store'),
    clientId: 'C2',
    set: { lastName: 'King' },
    custom: { _AML: { risk: 3, old: null } },
  }
  // The answer is lost: the retry meets what has been done.
  mambu.failNext(1, 0, {}, 'PATCH')
  await expect(call.patchClient(patch)).rejects.toMatchObject({ type: 'MambuUnavailable' })
  await call.patchClient(patch)
  expect(mambu.findClient('C2')).toMatchObject({ lastName: 'King', _AML: { risk: 3 } })
  expect(mambu.findClient('C2')).not.toHaveProperty('_AML.old')
  const before = mambu.requests.length
  await call.patchClient({ ...patch, set: {}, custom: { _AML: { old: null } } })
  expect(mambu.requests.slice(before).map(({ method }) => method)).toEqual(['GET'])
})

test('a patch with an operation that Mambu refuses changes nothing', async () => {
  const { mambu, call, write, failureOf } = open
  mambu.addClient({ id: 'C3' })
  const failure = await failureOf(
    call.patchClient({
      ...write('Store'),
      clientId: 'C3',
      set: { lastName: 'King' },
      operations: [{ op: 'MOVE', from: '/_AML/nothing', path: '/_AML/status' }],
    }),
  )
  expect(failure).toMatchObject({ type: 'MambuRefused', nonRetryable: true })
  expect(failure.message).toContain('PATCH /clients/C3: INVALID_PARAMETERS 4 (from /_AML/nothing)')
  expect(mambu.findClient('C3')).toMatchObject({ lastName: 'Lovelace' })
})

test('a client moves along its life cycle only, and being there already is fine', async () => {
  const { mambu, call, write, failureOf } = open
  mambu.addClient({ id: 'C4', state: 'PENDING_APPROVAL' })
  const move = (state: 'INACTIVE' | 'REJECTED') =>
    call.changeClientState({ ...write('Approve'), clientId: 'C4', state })
  await move('INACTIVE')
  await move('INACTIVE')
  expect((await failureOf(move('REJECTED'))).message).toContain('INVALID_CLIENT_STATE_TRANSITION')
})

test('a search gives page after page until there is no more', async () => {
  const { mambu, call } = open
  for (let index = 0; index < 5; index += 1)
    mambu.addClient({ id: `S${index}`, lastName: 'Searched', custom: { _AML: { risk: index } } })
  const filters = [
    { field: 'lastName', operator: 'EQUALS', value: 'searched' },
    { field: '_AML.risk', operator: 'MORE_THAN', value: 0 },
  ] as const
  const sort = { field: '_AML.risk', order: 'DESC' } as const
  const first = await call.searchClients({ filters, sort, limit: 3 })
  expect(first.items.map(({ id }) => id)).toEqual(['S4', 'S3', 'S2'])
  expect(first).toMatchObject({ total: 4, nextOffset: 3, nextCursor: null })
  const second = await call.searchClients({ filters, sort, limit: 3, offset: 3 })
  expect(second).toMatchObject({ items: [{ id: 'S1' }], nextOffset: null })
})

test('groups, users, comments, tasks and credit arrangements', async () => {
  const { mambu, call, write } = open
  const { encodedKey } = mambu.addUser('bob')
  const client = mambu.addClient({ id: 'C5' })
  mambu.addGroup({ id: 'G1', memberKeys: [client.encodedKey] })
  mambu.addArrangement({ id: 'CA1', amount: 5_000 })
  expect(await call.getGroup('G1')).toMatchObject({ name: 'Analysts', memberKeys: [client.encodedKey] })
  expect(await call.findUser('bob')).toEqual({ key: encodedKey, username: 'bob' })
  expect(await call.findUser(encodedKey)).toEqual({ key: encodedKey, username: 'bob' })
  expect(await call.findUser('eve')).toBeNull()
  expect(await call.getCreditArrangement('CA1')).toMatchObject({ amount: 5_000, available: 5_000 })

  const comment = {
    ...write('Comment'),
    ownerType: 'CLIENT',
    ownerKey: client.encodedKey,
    text: 'clear',
  } as const
  expect(await call.createComment(comment)).toBe(await call.createComment(comment))
  expect(mambu.comments).toHaveLength(1)
  await call.createUserTask({
    ...write('Ask'),
    title: 'Look at the match',
    description: 'PEP',
    dueDate: '2026-12-01',
    assignedUserKey: encodedKey,
    link: { type: 'CLIENT', key: client.encodedKey },
  })
  expect(mambu.tasks.at(-1)?.body).toMatchObject({ taskLinkType: 'CLIENT', taskLinkKey: client.encodedKey })
})
