import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import proto from '@temporalio/proto'
import { Worker } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { StartnodePlugin } from '../../src/plugin.ts'
import { WORKFLOWS_INDEX } from '../../src/project/project.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'

const text = readFileSync(new URL('histories/startnode-settings.json', import.meta.url), 'utf8')

test('settings that started before this change go on after it', async () => {
  installRuntime(createLogger('fatal', false))
  const history = proto.temporal.api.history.v1.History.fromObject(JSON.parse(text))
  expect(history.events.length).toBeGreaterThan(20)
  const options = { workflowsPath: fileURLToPath(WORKFLOWS_INDEX), plugins: [new StartnodePlugin()] }
  await Worker.runReplayHistory(options, history, 'startnode-settings')
})

test('the recorded settings tell nothing of the machine that recorded them', () => {
  expect(text).not.toMatch(/stackTrace|file:\/\/|\d+@/)
})
