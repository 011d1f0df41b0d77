/** Each logic of a diagram once on the real server; what it does in all its cases is shown by the step function. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callbackSignalOf, MODIFY_SIGNAL } from '../../../src/process/callback-signal.ts'
import { DATA_QUERY } from '../../../src/process/diagram/diagram-task.ts'
import { readDiagram } from '../../../src/processes/read-diagram.ts'
import { type OutsideSystem, startOutsideSystem } from '../../helpers/outside-system.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { type DiagramBank, diagramOf, openDiagramBank } from './open-bank.ts'

let bank: DiagramBank
let outside: OutsideSystem
let answers: { status: number; body: object }[] = []

beforeAll(async () => {
  outside = await startOutsideSystem(
    's3cret-token',
    () => answers.shift() ?? { status: 200, body: { id: 7 } },
  )
  bank = await openDiagramBank('diagrams-2', {
    variables: { 'bank-token': 's3cret-token' },
  })
  await bank.setVariable('bank-conf', { url: outside.url, fee: '1.50' }, false)
})
afterAll(async () => {
  await bank?.stop()
  await outside?.stop()
})

async function run(
  process: string,
  body: object,
): Promise<{ outcome: string; data: Record<string, unknown> }> {
  const sent = await bank.send(process, body)
  expect(sent.status).toBe(200)
  return await bank.resultOf(process, sent)
}

test('it reads the data of an open task of a state diagram, and variables', async () => {
  const limits = await bank.open('5001-limits', 'C1', { limit: 500, name: 'Ada' })
  const { outcome, data } = await run('6001-reads', { client: 'C1' })
  expect(outcome).toBe('success')
  expect(data).toMatchObject({ limit: 500, fee: '1.50', none: '', whole: { limit: 500, name: 'Ada' } })
  await limits.signal(MODIFY_SIGNAL, { limit: 800 })
  expect((await run('6001-reads', { client: 'C1' })).data).toMatchObject({ limit: 800 })
  await limits.signal(MODIFY_SIGNAL, { closed: true })
  expect(await limits.result()).toMatchObject({ node: { title: 'Closed' } })
  // A closed task is nothing, and nothing is no number
  expect((await run('6001-reads', { client: 'C1' })).outcome).toBe('error')
})

test('a call goes on at the reply, and the called task goes on too', async () => {
  const { outcome, data } = await run('6002-calls', { callee: 5002, amount: 21 })
  expect(outcome).toBe('success')
  expect(data).toMatchObject({ score: '42', of: 21, amount: 21 })
  const called = await waitFor('the called task is over', async () => {
    for await (const { workflowId, status } of bank.client.workflow.list({
      query: "MpoProcess = '5002-score' AND ExecutionStatus = 'Completed'",
    }))
      return { workflowId, status }
    return null
  })
  expect(await bank.client.workflow.getHandle(called.workflowId).result()).toMatchObject({
    data: { amount: 21, after: 'yes', double: '42' },
  })
})

test('a called task goes on when the guard of the call has fired', async () => {
  const sent = await bank.send('6019-calls-in-vain', { loan: 'V1' })
  expect(await bank.resultOf('6019-calls-in-vain', sent)).toMatchObject({ node: { title: 'Late' } })
  const called = await waitFor('the called task is seen', async () => {
    const query = "MpoProcess = '6004-waits' AND ExecutionStatus = 'Running' AND MpoRef IS NULL"
    for await (const { workflowId } of bank.client.workflow.list({ query })) return workflowId
    return null
  })
  const handle = bank.client.workflow.getHandle(called)
  await bank.untilWaiting(handle, 'Wait for the bank')
  await handle.signal(MODIFY_SIGNAL, { paid: true })
  expect(await handle.result()).toMatchObject({ data: { loan: 'V1', paid: true } })
})

test('a task that left its queue by its guard is taken by nobody', async () => {
  const sent = await bank.send('6020-queues-for-a-moment', { loan: 'M1' })
  expect(await bank.resultOf('6020-queues-for-a-moment', sent)).toMatchObject({ node: { title: 'Left' } })
  expect((await run('6021-takes-from-the-moment', {})).outcome).toBe('error')
})

test('a thrown reply leads to the error exit, with its reason', async () => {
  const { outcome, data } = await run('6002-calls', { callee: 5002, amount: -1 })
  expect(outcome).toBe('error')
  expect(data).toMatchObject({
    why: 'below zero',
    __conveyor_rpc_reply_return_type_tag__: 'rpc_reply_exception',
    __conveyor_rpc_reply_return_description__: 'negative',
  })
})

test('a process that is not there, and data that does not fit it, fail the call', async () => {
  expect((await run('6002-calls', { callee: 999, amount: 1 })).data).toMatchObject({
    __conveyor_rpc_return_type_tag__: 'access_denied',
  })
  expect((await run('6002-calls', { callee: 6012, amount: 1 })).data).toMatchObject({
    __conveyor_rpc_return_type_tag__: 'wrong_validate_params',
    __conveyor_rpc_return_description__: "Param: other, Error: Key 'other' is required",
  })
})

test('a reply answers the sender that waits', async () => {
  const sent = await bank.send('5002-score', { amount: 4 }, { prefer: 'wait=20' })
  expect(JSON.parse(sent.body)).toEqual({ score: '8', of: 4 })
})

test('a copy is a task of its own, a sync modification releases it', async () => {
  const { outcome, data } = await run('6003-copies', { loan: 'L1' })
  expect(data).toMatchObject({ __conveyor_copy_task_result__: 'ok' })
  expect(outcome).toBe('success')
  const copy = await bank.taskOf('6004-waits', { ref: 'L1' })
  expect(await copy.result()).toMatchObject({
    node: { title: 'Called back' },
    data: { from: 'L1', state: 'PAID', __copy_conv_id__: '6003' },
  })
})

test('a modification of a task that waits nowhere is dropped; a callback that is early is kept', async () => {
  const task = await bank.open('6004-waits', 'L2', { n: 1 })
  await bank.untilWaiting(task, 'Wait for the bank')
  await task.signal(callbackSignalOf('5f0060040000000000000200'), { urlId: 'u1', data: { paid: true } })
  expect(await task.result()).toMatchObject({ data: { n: 1, paid: true } })
})

test('a queued task is taken once, with the data of its node', async () => {
  const queued = await bank.send('6005-queues', { loan: 'Q1' })
  const waiting = await bank.taskOf('6005-queues', queued)
  await bank.untilWaiting(waiting, 'Line')
  await waitFor('it stands in the queue', async () => {
    const { outcome, data } = await run('6006-takes', {})
    if (outcome === 'error') return null
    expect(data).toMatchObject({
      __queue_task_id__: queued.taskId,
      __queue_task_data__: { loan: 'Q1', prio: 1 },
    })
    return true
  })
  expect(await waiting.result()).toMatchObject({ node: { title: 'Taken' }, data: { loan: 'Q1' } })
  expect((await run('6006-takes', {})).data).toMatchObject({
    __conveyor_get_task_return_type_tag__: 'get_task_executing_error',
    __conveyor_get_task_return_description__: 'not_found_task',
  })
})

test('sums are exact, shared by tasks, and deaf to what is no number', async () => {
  await run('6007-sums', { amount: '0.1', label: 'x' })
  const { data } = await run('6007-sums', { amount: '0.2', label: 'y' })
  expect(data).toMatchObject({ paid: 0.3, times: 2, bad: 0 })
})

test('an API Call is one try with the secret in no history; the diagram tries again itself', async () => {
  answers = [
    { status: 503, body: { busy: true } },
    { status: 201, body: { id: 9, name: 'Ada' } },
  ]
  const sent = await bank.send('6008-asks', { loan: 'L9', amount: 5, note: '{{env_var[@bank-token]}}' })
  const result = await bank.resultOf<{ outcome: string; data: Record<string, unknown> }>('6008-asks', sent)
  expect(result).toMatchObject({ outcome: 'success' })
  expect(result.data).toMatchObject({
    id: 9,
    body: { id: 9, name: 'Ada' },
    missing: '',
    tries: '2',
    __conveyor_api_return_http_code__: 503,
    __conveyor_api_debug__: { http_res_code: 201 },
  })
  const [asked] = outside.requests
  // Text of a task that looks like a reference stays text
  expect(asked?.body).toEqual({ amount: 5, note: '{{env_var[@bank-token]}}' })
  expect(asked?.headers['x-empty']).toBeUndefined()
  expect(asked?.headers['idempotency-key']).toBeUndefined()
  const history = await (await bank.taskOf('6008-asks', sent)).fetchHistory()
  expect(JSON.stringify(history)).not.toContain(Buffer.from('s3cret-token').toString('base64'))
  expect(JSON.stringify(history)).not.toContain('s3cret-token')
})

test('a host of the own network is reached by the name that is allowed, and told by it where it is not', async () => {
  const url = outside.url.replace('127.0.0.1', 'localhost')
  const task = await bank.open('6022-crowds', 'H1', { url })
  await bank.untilWaiting(task, 'Wait for the bank')
  await task.signal(MODIFY_SIGNAL, {})
  expect(await task.result()).toMatchObject({
    node: { title: 'Failed' },
    data: {
      __conveyor_api_return_type_tag__: 'api_bad_answer',
      __conveyor_api_return_description__: expect.stringContaining('its host, localhost, in DIAGRAM_PRIVATE'),
    },
  })
})

test('a script computes on the data', async () => {
  const { data } = await run('6009-scripts', { items: [{ price: 2 }, { price: 3 }] })
  expect(data).toMatchObject({ total: 5, at: '5f0060090000000000000200' })
  expect(data.items).toBeUndefined()
})

test('a task that goes in a circle without an effect is ended, and others go on meanwhile', async () => {
  const circling = await bank.send('6010-circles', {})
  expect((await run('6007-sums', { amount: '1', label: '' })).outcome).toBe('success')
  const task = await bank.taskOf('6010-circles', circling)
  await expect(task.result()).rejects.toMatchObject({ cause: { type: 'loop_guard' } })
})

test('a logic without an error exit fails its task, in the node', async () => {
  const sent = await bank.send('6011-fails', { word: 'many' })
  await expect(bank.resultOf('6011-fails', sent)).rejects.toMatchObject({
    cause: {
      type: 'set_param_wrong_convert_param',
      message: expect.stringContaining('Convert: Param: n, Value: many, Try convert to: number'),
    },
  })
})

test('the data of an open task is a query away', async () => {
  const task = await bank.open('6004-waits', 'L3', { n: 3 })
  await bank.untilWaiting(task, 'Wait for the bank')
  expect(await task.query(DATA_QUERY)).toMatchObject({ data: { n: 3 } })
  await task.terminate('test is over')
})

test('tasks that stand at a node are found and counted by its id', async () => {
  const task = await bank.open('6004-waits', 'L4', {})
  await bank.untilWaiting(task, 'Wait for the bank')
  const count = () => run('6016-counts', {}).then(({ data }) => data.count)
  await waitFor('it is counted', async () => Number(await count()) >= 1)
  const drawn = await readDiagram(bank.client, '6004-waits', await diagramOf('6004-waits'))
  expect(drawn.nodes.find(({ title }) => title === 'Wait for the bank')?.standing).toBeGreaterThanOrEqual(1)
  await task.terminate('test is over')
})
