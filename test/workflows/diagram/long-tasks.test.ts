/** Tasks of diagrams that run for long: they begin a new history and lose nothing of what they are. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callbackSignalOf, MODIFY_SIGNAL } from '../../../src/process/callback-signal.ts'
import { PASSES_QUERY } from '../../../src/process/diagram/diagram-task.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { type DiagramBank, openDiagramBank } from './open-bank.ts'

const ROUNDS = 800
let bank: DiagramBank

beforeAll(async () => {
  bank = await openDiagramBank('diagrams-3')
})
afterAll(() => bank?.stop())

test('a task of many effects goes on as new, with its place, its callback and its caller', async () => {
  const sent = await bank.send('6015-calls-rounds', { rounds: ROUNDS })
  const caller = await bank.taskOf('6015-calls-rounds', sent)
  const called = await waitFor('the called task is there', async () => {
    const query = "MpoProcess = '6014-rounds' AND ExecutionStatus = 'Running'"
    for await (const { workflowId } of bank.client.workflow.list({ query }))
      return bank.client.workflow.getHandle(workflowId)
    return null
  })
  await bank.untilWaiting(called, 'Wait to begin')
  await called.signal(MODIFY_SIGNAL, { begun: true })
  // Faster than the task: it is kept, over its runs
  await called.signal(callbackSignalOf('5f0060140000000000000600'), { urlId: 'u1', data: { by: 'callback' } })
  expect(await caller.result()).toMatchObject({
    outcome: 'success',
    data: { rounds: ROUNDS, ended: 'callback' },
  })
  expect(await called.result()).toMatchObject({
    node: { title: 'Through' },
    data: { begun: true, i: ROUNDS },
  })
  // Its trace is cut by then; how often it came to a node is not
  expect(await called.query(PASSES_QUERY)).toMatchObject({ '5f0060140000000000000400': ROUNDS })
  const { firstExecutionRunId, runId } = await called.describe().then(({ raw, runId }) => ({
    runId,
    firstExecutionRunId: raw.workflowExecutionInfo?.firstRunId,
  }))
  expect(firstExecutionRunId).not.toBe(runId)
  const total = await bank.client.workflow
    .getHandle('startnode-sum/6014-rounds/5f0060140000000000000400/1700000000009')
    .query<{ total: string }>('total')
  expect(total).toMatchObject({ total: String(ROUNDS), count: ROUNDS })
})
