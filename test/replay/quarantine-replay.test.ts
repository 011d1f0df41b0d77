import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import proto from '@temporalio/proto'
import { Worker } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { StartnodePlugin } from '../../src/plugin.ts'
import { WORKFLOWS_INDEX } from '../../src/project/project.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'

const { History } = proto.temporal.api.history.v1
const DIR = new URL('histories/', import.meta.url)
const NAMES = readdirSync(DIR).filter((name) => name.startsWith('quarantine-'))

test('entries that were in quarantine before this change go on after it', async () => {
  installRuntime(createLogger('fatal', false))
  const histories = NAMES.map((name) => ({
    workflowId: name,
    history: History.fromObject(JSON.parse(readFileSync(new URL(name, DIR), 'utf8'))),
  }))
  expect(histories).toHaveLength(5)
  const options = { workflowsPath: fileURLToPath(WORKFLOWS_INDEX), plugins: [new StartnodePlugin()] }
  const failed: string[] = []
  for await (const { workflowId, error } of Worker.runReplayHistories(options, histories)) {
    if (error) failed.push(workflowId)
  }
  expect(failed).toEqual([])
})

test('the recorded entries tell nothing of the machine that recorded them', () => {
  for (const name of NAMES) {
    expect(readFileSync(new URL(name, DIR), 'utf8')).not.toMatch(/stackTrace|file:\/\/|\d+@/)
  }
})
