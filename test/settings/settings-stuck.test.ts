/** Settings that no worker can go on with: a code and a doctor line of their own, and a way out. */
import { fileURLToPath } from 'node:url'
import { Client } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStartnodeWorker } from '../../src/boot/worker.ts'
import { checkStuck } from '../../src/doctor/check-stuck.ts'
import type { DoctorParts } from '../../src/doctor/doctor-parts.ts'
import { requireSigned } from '../../src/settings/chain/check-base.ts'
import { startNodeState } from '../../src/settings/snapshot.ts'
import { KEYS, type OpenSettings, openSettings } from '../helpers/open-settings.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { workflowBundle } from '../helpers/workflow-bundle.ts'

const namespace = 'settings-stuck'
const BY = { actor: 'cli:alice', keys: KEYS }
let open: OpenSettings
beforeAll(async () => {
  open = await openSettings(namespace)
  await open.replace()
})
afterAll(() => open.close())

const findings = () =>
  checkStuck({
    client: new Client({ connection: open.client.connection as never, namespace }),
    namespace,
  } as DoctorParts)

const OTHER = fileURLToPath(new URL('other-settings.ts', import.meta.url))

test('a worker of another build: settings_stuck, a line of the doctor, and they come back as they were', {
  timeout: 300_000,
}, async () => {
  const good = await open.startWorker()
  await open.settings.enableUrl('before', BY)
  await good.stop()
  expect(await findings()).toEqual([])
  const kept = requireSigned(KEYS, (await open.settings.look()) as never)

  const log = pino({ level: 'silent' })
  const connection = await NativeConnection.connect({ address: temporalAddress() })
  const worker = await createStartnodeWorker({
    connection,
    namespace,
    taskQueue: open.taskQueue,
    activities: {},
    workflowsPath: OTHER,
    workflowBundle: await workflowBundle(OTHER),
    log,
  })
  await worker.runUntil(async () => {
    const refused = await waitFor(
      'the settings are known to be stuck',
      async () => {
        const error = await open.settings.enableUrl('after', BY).catch((caught: unknown) => caught)
        return (error as { code?: string }).code === 'settings_stuck' ? (error as Error) : null
      },
      200_000,
    )
    expect(refused.message).toMatch(
      /^The settings \(workflow startnode-settings\) do not answer\. It can not take its next step: \d+ tries failed since 20/,
    )
    expect(await findings()).toEqual([
      {
        area: 'settings',
        subject: 'startnode-settings',
        state: 'warning',
        message: expect.stringContaining('nothing can be changed'),
        advice: expect.stringContaining('Stuck settings'),
      },
    ])
  })
  await connection.close()

  // As docs/operations.md says: terminate, restore
  await open.end()
  await open.settings.restore(kept)
  await open.startWorker()
  const snapshot = await open.settings.enableUrl('then', BY)
  for (const process of ['before', 'then'])
    expect(startNodeState(snapshot, process).generation).toMatch(/^[0-9a-f]{32}$/)
  expect(await findings()).toEqual([])
})
