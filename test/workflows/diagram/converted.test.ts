/** What `startnode convert` writes does what the diagram does: same inputs, same data at the end, same nodes on the way. */
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MODIFY_SIGNAL } from '../../../src/process/callback-signal.ts'
import { loadProcesses } from '../../../src/project/load-start-nodes.ts'
import payFee from '../../diagram/convert/written/pay-fee/pay-fee.start.ts'
import rounds from '../../diagram/convert/written/rounds/rounds.start.ts'
import score from '../../diagram/convert/written/score/score.start.ts'
import { type ProcessStack, startProcessStack } from '../../helpers/process-stack.ts'
import { temporalAddress } from '../../helpers/temporal.ts'

const PAIRS = [
  ['4001-pay-fee', 'pay-fee'],
  ['5002-score', 'score'],
  ['6014-rounds', 'rounds'],
] as const
let stack: ProcessStack

beforeAll(async () => {
  const first = await loadProcesses(pathToFileURL('test/fixtures/diagrams/first/'))
  const bank = await loadProcesses(pathToFileURL('test/fixtures/diagrams/bank/'))
  const inCode = [payFee, rounds, score].map((startNode) => [startNode.process, startNode] as const)
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: 'diagrams-8',
    processes: PAIRS.flat(),
    project: {
      diagrams: new Map([...first.diagrams, ...bank.diagrams]),
      startNodes: new Map([...first.startNodes, ...bank.startNodes, ...inCode]),
    },
    entry: new URL('./converted-entry.ts', import.meta.url),
  })
})
afterAll(() => stack?.stop())

interface Course {
  readonly outcome: string
  readonly data: unknown
  readonly nodes: readonly string[]
}

/** @param waits titles of nodes where the task waits for a modification, which it gets */
async function run(process: string, body: object, waits: readonly string[] = []): Promise<Course> {
  const sent = await stack.send(process, body)
  expect(sent.status).toBe(200)
  const task = await stack.taskOf(process, sent)
  for (const title of waits) {
    await stack.untilWaiting(task, title)
    await task.signal(MODIFY_SIGNAL, { by: title })
  }
  const { outcome, data } = await stack.resultOf<{ outcome: string; data: unknown }>(process, sent)
  const nodes = (await stack.traceOf(task)).map(({ node }) => node)
  return { outcome, data, nodes }
}

test.each([
  ['4001-pay-fee', 'pay-fee', { amount: 6 }, []],
  ['4001-pay-fee', 'pay-fee', { amount: 1, extra: { kept: [1, null, 'x'] } }, []],
  ['4001-pay-fee', 'pay-fee', { amount: 0.1 }, []],
  ['5002-score', 'score', { amount: 21 }, []],
  ['5002-score', 'score', { amount: -1 }, []],
  ['6014-rounds', 'rounds', { rounds: 3 }, ['Wait to begin', 'Wait to end']],
])('%s and %s with %j', async (diagram, code, body, waits) => {
  const drawn = await run(diagram, body, waits)
  expect(await run(code, body, waits)).toEqual(drawn)
  expect(drawn.nodes.length).toBeGreaterThan(3)
})

test('what does not fit the input is refused by both', async () => {
  for (const process of ['4001-pay-fee', 'pay-fee'])
    expect((await stack.send(process, { amount: 'six' })).status).toBe(422)
})
