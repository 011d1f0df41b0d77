/**
 * Writes histories/startnode-settings-signed.json anew, on a dev server of its own. Only after a change that is meant to
 * break running settings: until then the old file proves that settings go on after a deployment.
 *
 *     npx tsx test/replay/record-settings-history.ts
 */
import { fileURLToPath } from 'node:url'
import { Client } from '@temporalio/client'
import { Worker } from '@temporalio/worker'
import { createCheckHead } from '../../src/activities/check-head.ts'
import { createSettings, SETTINGS_WORKFLOW_ID } from '../../src/settings/settings-client.ts'
import { identity, openRecorder } from './open-recorder.ts'
import { writeHistory } from './write-history.ts'

/** Opens nothing: a key of this recording only. */
const keys = [Buffer.alloc(32, 7)]

const { connection, nativeConnection, close } = await openRecorder()
const client = new Client({ connection, identity })
const worker = await Worker.create({
  connection: nativeConnection,
  identity,
  taskQueue: 'startnode',
  workflowsPath: fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url)),
  activities: { checkHead: createCheckHead(keys) },
})

await worker.runUntil(async () => {
  const settings = createSettings(client.workflow, { signingKeys: keys })
  const by = { actor: 'recorder', keys }
  await settings.setup()
  await settings.enableUrl('loan-approved', by)
  await settings.rotateUrl('loan-approved', { ...by, overlapMs: 60_000 })
  await settings.enableUrl('client-created', { actor: 'nobody' }).catch(() => null)
  await settings.disableUrl('loan-approved', { actor: 'nobody' })
  await Promise.all([settings.enableUrl('loan-approved', by), settings.enableUrl('client-created', by)])
  await writeHistory('startnode-settings-signed', client.workflow.getHandle(SETTINGS_WORKFLOW_ID))
})
await close()
