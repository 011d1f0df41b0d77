/** The activity of Code nodes as a worker runs it: a local activity with one attempt. */
import { CancelledFailure } from '@temporalio/common'
import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { afterAll, expect, test } from 'vitest'
import type { CodeInput, CodeOutcome } from '../../../src/activities/code/code-input.ts'
import { createCodePool } from '../../../src/activities/code/code-pool.ts'
import { createRunDiagramCode } from '../../../src/activities/code/run-diagram-code.ts'

const pool = createCodePool({ size: 2 })
afterAll(() => pool.close())
const runDiagramCode = createRunDiagramCode(pool)

const open = () => new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') })
const run = (input: CodeInput) =>
  open().run<[CodeInput], CodeOutcome, typeof runDiagramCode>(runDiagramCode, input)

test('a Code node gets the data and root.* of its task, and gives the change', async () => {
  expect(
    await run({
      source: 'data.total = data.items.length; data.task = data.__root.task_id; delete data.old',
      data: { items: [1, 2], old: 1 },
      root: { task_id: '5976ff9182ba960b170b50bb' },
    }),
  ).toEqual({ ok: true, change: { set: { total: 2, task: '5976ff9182ba960b170b50bb' }, remove: ['old'] } })
})

test('a script that fails is an outcome that the diagram can answer, never an error of the activity', async () => {
  expect(await run({ source: 'nope()', data: {}, root: {} })).toEqual({
    ok: false,
    type: 'software',
    tag: 'code_executing_error',
    description: "ReferenceError: 'nope' is not defined (line 1)",
  })
  expect(await run({ source: 'for (;;);', data: {}, root: {}, timeLimitMs: 100 })).toEqual({
    ok: false,
    type: 'hardware',
    tag: 'code_timeout',
    description: 'timeout for executing code',
  })
})

test('a node that is cancelled ends as cancelled', async () => {
  const environment = open()
  const running = environment.run<[CodeInput], CodeOutcome, typeof runDiagramCode>(runDiagramCode, {
    source: 'for (;;);',
    data: {},
    root: {},
    timeLimitMs: 60_000,
  })
  environment.cancel()
  await expect(running).rejects.toBeInstanceOf(CancelledFailure)
})
