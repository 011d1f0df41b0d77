/** Firings that wait for their task go on after a deployment. */
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
const histories = readdirSync(DIR)
  .filter((name) => name.startsWith('schedule-'))
  .map((name) => {
    const text = readFileSync(new URL(name, DIR), 'utf8')
    return { name, text, history: History.fromObject(JSON.parse(text)) }
  })

test('every recorded way of a firing is replayed as it went', async () => {
  installRuntime(createLogger('fatal', false))
  const workflowsPath = fileURLToPath(new URL('../cli/scheduled-processes/index.ts', import.meta.url))
  const replayed = Worker.runReplayHistories(
    { workflowsPath, plugins: [new StartnodePlugin()] },
    // The task id comes from the workflow id.
    histories.map(({ history }) => {
      const started = history.events[0]?.workflowExecutionStartedEventAttributes
      return { workflowId: started?.workflowId ?? '', history }
    }),
  )
  const failed: string[] = []
  for await (const { workflowId, error } of replayed)
    if (error) failed.push(`${workflowId}: ${error.message}`)
  expect(failed).toEqual([])
  expect(histories).toHaveLength(3)
})

test('a firing is 14 events beside its task', () => {
  const fired = histories.find(({ name }) => name === 'schedule-fired.json')
  expect(fired?.history.events).toHaveLength(14)
})

test('they tell nothing of the machine that recorded them', () => {
  for (const { text } of histories) expect(text).not.toMatch(/stackTrace|file:\/\/|\d+@/)
})
