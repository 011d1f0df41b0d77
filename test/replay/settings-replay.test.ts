import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import proto from '@temporalio/proto'
import { Worker } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { StartnodePlugin } from '../../src/plugin.ts'
import { WORKFLOWS_INDEX } from '../../src/project/project.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'

const read = (name: string) => readFileSync(new URL(`histories/${name}.json`, import.meta.url), 'utf8')

test.each([
  ['of before the chain', 'startnode-settings'],
  ['signed', 'startnode-settings-signed'],
])('settings %s that started before this change go on after it', async (_, name) => {
  const text = read(name)
  installRuntime(createLogger('fatal', false))
  const history = proto.temporal.api.history.v1.History.fromObject(JSON.parse(text))
  expect(history.events.length).toBeGreaterThan(20)
  const options = { workflowsPath: fileURLToPath(WORKFLOWS_INDEX), plugins: [new StartnodePlugin()] }
  await Worker.runReplayHistory(options, history, 'startnode-settings')
})

test.each(['startnode-settings', 'startnode-settings-signed'])(
  '%s tells nothing of the machine that recorded it',
  (name) => {
    expect(read(name)).not.toMatch(/stackTrace|file:\/\/|\d+@/)
  },
)
