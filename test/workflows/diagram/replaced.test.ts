/** A process in code says which process of MPO it replaces; diagrams that name that one reach it. */
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { loadProcesses } from '../../../src/project/load-start-nodes.ts'
import { startNode } from '../../../src/start-node/start-node.ts'
import { type ProcessStack, startProcessStack } from '../../helpers/process-stack.ts'
import { temporalAddress } from '../../helpers/temporal.ts'
import type { scoreClient } from './code-fixture.ts'

let stack: ProcessStack

beforeAll(async () => {
  const { diagrams, startNodes } = await loadProcesses(pathToFileURL('test/fixtures/diagrams/bank/'))
  const inCode = startNode<typeof scoreClient>('score-client', {
    title: 'Score a client',
    input: z.object({ amount: z.number() }),
    replaces: 5999,
  })
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: 'diagrams-5',
    processes: ['6002-calls', '6018-reads-code'],
    project: { diagrams, startNodes: new Map([...startNodes, [inCode.process, inCode]]) },
    entry: new URL('./code-fixture.ts', import.meta.url),
  })
})
afterAll(() => stack?.stop())

async function run(process: string, body: object) {
  const sent = await stack.send(process, body)
  return await stack.resultOf<{ outcome: string; data: Record<string, unknown> }>(process, sent)
}

test('a call gets the result of the process in code, and a state is what it kept', async () => {
  expect(await run('6002-calls', { callee: 5999, amount: 21 })).toMatchObject({
    outcome: 'success',
    data: { doubled: 42 },
  })
  expect(await run('6018-reads-code', {})).toMatchObject({ data: { seen: 21 } })
})

test('it is reached by its own id too, and checks what it is given', async () => {
  expect((await run('6002-calls', { callee: 'score-client', amount: 1 })).data).toMatchObject({ doubled: 2 })
  expect((await run('6002-calls', { callee: 'no-such-process', amount: 1 })).data).toMatchObject({
    __conveyor_rpc_return_type_tag__: 'access_denied',
  })
})
