/** Tasks that stand at a node which calls out or waits go on after a deployment. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import proto from '@temporalio/proto'
import { Worker } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { StartnodePlugin } from '../../src/plugin.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'

const { History } = proto.temporal.api.history.v1
const DIR = new URL('histories/', import.meta.url)
const NAMES = readdirSync(DIR).filter((name) => /^(?:node|callback-record)-/.test(name))

test('every recorded way of a node is replayed as it went', async () => {
  installRuntime(createLogger('fatal', false))
  const histories = NAMES.map((name) => ({
    workflowId: name,
    history: History.fromObject(JSON.parse(readFileSync(new URL(name, DIR), 'utf8'))),
  }))
  const workflowsPath = fileURLToPath(new URL('../workflows/nodes/callback-fixture.ts', import.meta.url))
  const failed: string[] = []
  const results = Worker.runReplayHistories({ workflowsPath, plugins: [new StartnodePlugin()] }, histories)
  for await (const { workflowId, error } of results) if (error) failed.push(`${workflowId}: ${error.message}`)
  expect(failed).toEqual([])
  expect(NAMES.length).toBeGreaterThanOrEqual(18)
})

test('they tell nothing of the machine that recorded them', () => {
  for (const name of NAMES)
    expect(readFileSync(new URL(name, DIR), 'utf8')).not.toMatch(/stackTrace|file:\/\/|\d+@/)
})
