/** The long loop of docs/processes.md: three years, three runs, one task. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStartnodeWorker } from '../../src/boot/worker.ts'
import { TRACE_QUERY, type TraceEntry } from '../../src/process/trace.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { readCodeBlocks } from '../docs/code-blocks.ts'
import { OPENS_WITHIN_MS, openTimeSkipping } from '../helpers/time-skipping.ts'
import { WORKER_CACHE } from '../helpers/worker-cache.ts'
import { makeTask } from './make-task.ts'

const FIRST_LINE = '// workflows/instalments-due/instalments-due.ts'
const MONTH = 30 * 24 * 60 * 60 * 1_000
const taskQueue = 'long-loop'
const root = mkdtempSync(join(tmpdir(), 'startnode-loop-'))
let environment: TestWorkflowEnvironment
let endWorker: () => Promise<void>

beforeAll(async () => {
  environment = await openTimeSkipping()
  const blocks = readCodeBlocks(readFileSync('docs/processes.md', 'utf8'))
  const example = blocks.find(({ text }) => text.startsWith(FIRST_LINE))?.text ?? 'no example'
  for (const folder of ['src', 'node_modules']) symlinkSync(resolve(folder), join(root, folder))
  mkdirSync(join(root, 'workflows/instalments-due'), { recursive: true })
  const workflowsPath = join(root, 'workflows/instalments-due/instalments-due.ts')
  writeFileSync(workflowsPath, example)
  const worker = await createStartnodeWorker({
    connection: environment.nativeConnection,
    namespace: 'default',
    taskQueue,
    activities: {},
    workflowsPath,
    ...WORKER_CACHE,
    log: createLogger('fatal', false),
  })
  const running = worker.run()
  endWorker = async () => {
    worker.shutdown()
    await running
  }
}, OPENS_WITHIN_MS)

afterAll(async () => {
  await endWorker?.()
  await environment?.teardown()
  rmSync(root, { recursive: true })
})

test('a loop of three runs takes in its third what came in its first, and its trace tells of all three', async () => {
  const handle = await environment.client.workflow.start('instalmentsDue', {
    workflowId: 'instalments-due/t/1',
    taskQueue,
    args: [makeTask('instalments-due', { months: 36 })],
  })
  await environment.sleep(2.5 * MONTH)
  const letter = { urlId: 'u-1', data: { from: 'the customer' } }
  await handle.signal('callback:Wait for the closing letter', letter)
  expect(await handle.result()).toEqual({ done: 36, letter: letter.data })

  const latest = environment.client.workflow.getHandle(handle.workflowId)
  const visits = await latest.query<TraceEntry[]>(TRACE_QUERY)
  const months = visits.filter(({ node }) => node === 'Book the instalment')
  expect(months.map(({ note }) => note)).toEqual(
    Array.from({ length: 36 }, (_, month) => `${month + 1} of 36`),
  )
  expect(visits.at(-1)).toMatchObject({ node: 'Wait for the closing letter', note: 'Called back' })
  const { events } = await latest.fetchHistory()
  const started = events?.[0]?.workflowExecutionStartedEventAttributes
  expect(started?.firstExecutionRunId).toBe(handle.firstExecutionRunId)
  expect(started?.continuedExecutionRunId).not.toBe(handle.firstExecutionRunId)
})
