/** Tasks of every process that were under way before a change go on after it: their histories, replayed. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import proto from '@temporalio/proto'
import { Worker } from '@temporalio/worker'
import { beforeAll, expect, test } from 'vitest'
import { StartnodePlugin } from '../../src/plugin.ts'
import { WORKFLOWS_DIR, WORKFLOWS_INDEX } from '../../src/project/project.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'

const { History } = proto.temporal.api.history.v1
const DIR = new URL('histories/', import.meta.url)
const PROCESSES = readdirSync(WORKFLOWS_DIR, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.start.ts'))
  .map((name) => basename(name, '.start.ts'))
const FILES = readdirSync(DIR).filter((file) => PROCESSES.some((process) => file.startsWith(`${process}-`)))
const read = (file: string) => readFileSync(new URL(file, DIR), 'utf8')
const historyOf = (file: string) => History.fromObject(JSON.parse(read(file)))

beforeAll(() => installRuntime(createLogger('fatal', false)))

test('each way that tasks of the processes can go replays', async () => {
  const histories = FILES.map((file) => ({ workflowId: file, history: historyOf(file) }))
  const options = { workflowsPath: fileURLToPath(WORKFLOWS_INDEX), plugins: [new StartnodePlugin()] }
  const failed: string[] = []
  for await (const { workflowId, error } of Worker.runReplayHistories(options, histories))
    if (error) failed.push(`${workflowId}: ${error.message}`)
  expect(failed).toEqual([])
})

test('the callers of card authorisations were waiting when they were recorded', () => {
  const asked = FILES.filter((file) => file.startsWith('card-authorisation-'))
  expect(asked.length).toBeGreaterThanOrEqual(8)
  for (const file of asked)
    expect(historyOf(file).events.some((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toBe(
      true,
    )
})

test('the histories tell nothing of the machine that recorded them', () => {
  for (const file of FILES) expect(read(file)).not.toMatch(/stackTrace|file:\/\/|\d+@/)
})
