/** Queues, sums and states go on after a deployment, and so do the tasks that stand at their nodes. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readHistory } from '../../src/cli/input/read-history.ts'
import { replayTasks } from '../../src/cli/replay-tasks.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { TELLS_OF_MACHINE } from './replay-files.ts'

const DIR = new URL('histories/', import.meta.url)
const NAMES = readdirSync(DIR).filter((name) => name.startsWith('shared-'))
const textOf = (name: string) => readFileSync(new URL(name, DIR), 'utf8')

test('every recorded way is replayed as it went', async () => {
  installRuntime(createLogger('fatal', false))
  const histories = NAMES.map((name) => ({ workflowId: name, history: readHistory(textOf(name)) }))
  const workflowsPath = fileURLToPath(new URL('../workflows/nodes/shared-fixture.ts', import.meta.url))
  const report = await replayTasks(histories, { keys: [], configured: false }, workflowsPath)
  expect(report).toEqual({ replayed: 11, broken: [] })
})

test('they tell nothing of the machine that recorded them', () => {
  for (const name of NAMES) expect(textOf(name)).not.toMatch(TELLS_OF_MACHINE)
})
