import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import proto from '@temporalio/proto'
import { Worker } from '@temporalio/worker'
import { beforeAll, expect, test } from 'vitest'
import { StartnodePlugin } from '../../src/plugin.ts'
import { WORKFLOWS_INDEX } from '../../src/project/project.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'

const { History } = proto.temporal.api.history.v1
const DIR = new URL('histories/', import.meta.url)
const NAMES = readdirSync(DIR).filter((name) => name.startsWith('loan-approved-'))

beforeAll(() => installRuntime(createLogger('fatal', false)))

/** Replays every committed history; gives the names of those that fail. */
async function replay(workflowsPath: string): Promise<string[]> {
  const histories = NAMES.map((name) => ({
    workflowId: name,
    history: History.fromObject(JSON.parse(readFileSync(new URL(name, DIR), 'utf8'))),
  }))
  const failed: string[] = []
  const results = Worker.runReplayHistories({ workflowsPath, plugins: [new StartnodePlugin()] }, histories)
  for await (const { workflowId, error } of results) if (error) failed.push(workflowId)
  return failed
}

test('tasks that started before this change go on after it', async () => {
  expect(NAMES.length).toBeGreaterThanOrEqual(8)
  expect(await replay(fileURLToPath(WORKFLOWS_INDEX))).toEqual([])
})

test('a change that breaks running tasks is caught', async () => {
  const failed = await replay(fileURLToPath(new URL('./changed-process.ts', import.meta.url)))
  expect(failed.length).toBe(NAMES.length)
})

test('committed histories tell nothing of the machine that recorded them', () => {
  for (const name of NAMES) {
    const text = readFileSync(new URL(name, DIR), 'utf8')
    expect(text).not.toMatch(/stackTrace|file:\/\/|\d+@/)
  }
})
