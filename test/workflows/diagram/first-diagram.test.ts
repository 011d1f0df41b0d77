import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadProcesses } from '../../../src/project/load-start-nodes.ts'
import { type ProcessStack, startProcessStack } from '../../helpers/process-stack.ts'
import { temporalAddress } from '../../helpers/temporal.ts'

const PROCESS = '4001-pay-fee'
let stack: ProcessStack

beforeAll(async () => {
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: 'diagrams',
    processes: [PROCESS],
    project: await loadProcesses(pathToFileURL('test/fixtures/diagrams/first/')),
  })
})
afterAll(() => stack.stop())

test('a webhook to the direct URL of an imported process walks through its nodes', async () => {
  const sent = await stack.send(PROCESS, { amount: 6 })
  expect(sent.status).toBe(200)
  expect(await stack.resultOf(PROCESS, sent)).toEqual({
    outcome: 'success',
    node: { id: '5f0000000000000000000004', title: 'Much' },
    data: { amount: 6, total: 12, label: 'fee 6' },
  })
  const task = await stack.taskOf(PROCESS, sent)
  expect((await task.describe()).type).toBe(PROCESS)
  const trace = await stack.traceOf(task)
  expect(trace.map(({ node, nodeId, state }) => [node, nodeId, state])).toEqual([
    ['Start', '5f0000000000000000000001', 'passed'],
    ['Double it', '5f0000000000000000000002', 'passed'],
    ['Is it much?', '5f0000000000000000000003', 'passed'],
    ['Much', '5f0000000000000000000004', 'passed'],
  ])
})

test('pure nodes write no history', async () => {
  const sent = await stack.send(PROCESS, { amount: 1 })
  expect(await stack.resultOf(PROCESS, sent)).toMatchObject({ outcome: 'error', node: { title: 'Little' } })
  const { events } = await (await stack.taskOf(PROCESS, sent)).fetchHistory()
  // Start, one workflow task with the version of the diagram, how it ended, end
  expect(events?.length).toBeLessThanOrEqual(7)
})

test("an input that does not fit is refused in MPO's words", async () => {
  const sent = await stack.send(PROCESS, { amount: 'six' })
  expect(sent.status).toBe(422)
  expect(sent.body).toContain('amount')
})
