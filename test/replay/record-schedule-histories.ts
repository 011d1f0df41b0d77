/**
 * Writes histories/schedule-*.json anew, one per way a firing of a Schedule can go, on a dev server of its own. Only after
 * a change that is meant to break firings under way.
 *
 *     npx tsx test/replay/record-schedule-histories.ts
 */
import { fileURLToPath } from 'node:url'
import { Worker } from '@temporalio/worker'
import { StartnodePlugin } from '../../src/plugin.ts'
import { MPO_NODE } from '../../src/temporal/search-attributes.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { identity, openRecorder, taskQueue } from './open-recorder.ts'
import { writeHistory } from './write-history.ts'

const { connection, nativeConnection, close } = await openRecorder()
const client = new StartClient({ connection, identity })
const worker = await Worker.create({
  connection: nativeConnection,
  identity,
  taskQueue,
  workflowsPath: fileURLToPath(new URL('../cli/scheduled-processes/index.ts', import.meta.url)),
  plugins: [new StartnodePlugin()],
})

/** One firing, as a Schedule starts it. */
async function fire(name: string, firedAt: string, until: string): Promise<void> {
  const handle = await client.start('scheduledTask', {
    workflowId: `night-run/s/at-${firedAt}`,
    taskQueue,
    args: [{ process: 'night-run', title: 'Night run', taskIds: '4c9fe425bad5d747', data: { until } }],
    typedSearchAttributes: [{ key: MPO_NODE, value: 'Schedule' }],
  })
  await handle.result().catch(() => null)
  await writeHistory(`schedule-${name}`, handle)
}

await worker.runUntil(async () => {
  await fire('fired', '2026-11-24T06:00:00Z', 'end')
  await fire('fired-again', '2026-11-24T06:00:00Z', 'end')
  await fire('task-failed', '2026-11-25T06:00:00Z', 'failure')
})
await close()
