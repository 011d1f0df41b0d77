import { WorkflowClient } from '@temporalio/client'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Kept } from '../../src/settings/chain/seen-settings.ts'
import { createSettings, SETTINGS_WORKFLOW_ID } from '../../src/settings/settings-client.ts'
import { completeSnapshot, type SettingsSnapshot, startNodeState } from '../../src/settings/snapshot.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { KEYS, type OpenSettings, openSettings } from '../helpers/open-settings.ts'
import { waitFor } from '../helpers/wait-for.ts'

const NONE = { settingsId: 's', revision: 0, startNodes: {} }
const BY = { actor: 'cli:alice', keys: KEYS }

let open: OpenSettings
beforeAll(async () => {
  open = await openSettings('settings-2')
})
afterAll(() => open.close())
beforeEach(async () => {
  await open.replace()
})

/** Settings of about so many bytes. */
function bigStartNodes(bytes: number): SettingsSnapshot['startNodes'] {
  const state = { ...startNodeState(completeSnapshot(NONE), ''), generation: 'f'.repeat(32) }
  const entry = (index: number) => [`process-${index}`, state] as const
  const size = JSON.stringify(Object.fromEntries([entry(100_000)])).length - 1
  return Object.fromEntries(
    Array.from({ length: Math.floor(bytes / size) }, (_, index) => entry(100_000 + index)),
  )
}

async function elapsedMs(work: Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work
  return performance.now() - began
}

test('without a worker the settings are read, and a change says within 5 s that a worker is missing', async () => {
  expect(await open.settings.read()).toMatchObject({ startNodes: {} })
  const change = expect(open.settings.enableUrl('a', BY)).rejects.toMatchObject({
    code: 'worker_missing',
    message: expect.stringMatching(/startnode worker/),
  })
  expect(await elapsedMs(change)).toBeLessThan(5_000)
  const worker = await open.startWorker()
  expect(await open.settings.audit()).toEqual([])
  await worker.stop()
})

test('the settings are one open workflow without a time-out, so that no retention takes them', async () => {
  const { raw, status } = await open.client.getHandle(SETTINGS_WORKFLOW_ID).describe()
  const { workflowExecutionTimeout, workflowRunTimeout } = raw.executionConfig ?? {}
  const seconds = [workflowExecutionTimeout, workflowRunTimeout].map((limit) => Number(limit?.seconds ?? 0))
  expect([status.name, ...seconds]).toEqual(['RUNNING', 0, 0])
})

test('a worker that died a moment ago is missed within 5 s too', async () => {
  const worker = await open.startWorker()
  await open.settings.enableUrl('a', BY)
  await worker.stop()
  const change = expect(open.settings.enableUrl('b', BY)).rejects.toMatchObject({ code: 'worker_missing' })
  expect(await elapsedMs(change)).toBeLessThan(5_000)
})

test('Temporal down is said within 5 s', async () => {
  const connection = openPatientConnection({ address: `127.0.0.1:${await findFreePort()}` })
  const settings = createSettings(new WorkflowClient({ connection, namespace: 'settings-2' }), {
    signingKeys: KEYS,
  })
  const down = { code: 'temporal_unreachable' }
  const change = expect(settings.enableUrl('a', BY)).rejects.toMatchObject(down)
  const read = expect(settings.read()).rejects.toMatchObject(down)
  expect(await elapsedMs(Promise.all([change, read]))).toBeLessThan(5_000)
  await connection.close()
})

test('an unknown namespace is named', async () => {
  const settings = createSettings(
    new WorkflowClient({ connection: open.client.connection, namespace: 'nowhere' }),
    { signingKeys: KEYS },
  )
  await expect(settings.read()).rejects.toMatchObject({
    message: expect.stringMatching(/namespace 'nowhere'/),
  })
})

test('setup never replaces settings, and ended ones only come back by restoring them', async () => {
  const kept = (await open.settings.look()) as Kept
  const before = kept.snapshot
  expect(await open.settings.setup()).toEqual({ created: false, settingsId: before.settingsId })

  await open.end()
  expect(await open.settings.read()).toBeNull()
  await expect(open.settings.enableUrl('a', BY)).rejects.toMatchObject({ code: 'settings_missing' })
  await expect(open.settings.setup()).rejects.toMatchObject({ code: 'settings_refused' })
  expect(await open.settings.restore(kept)).toEqual(before)
  expect(await open.settings.look()).toEqual(kept)
})

test('settings outlive their worker and are the same after a replay', async () => {
  const first = await open.startWorker()
  const enabled = await open.settings.enableUrl('a', BY)
  await first.stop()
  const second = await open.startWorker({ maxCachedWorkflows: 0 })
  expect(await open.settings.audit()).toMatchObject([
    { op: 'enableUrl', on: 'a', revision: enabled.revision },
  ])
  const disabled = await open.settings.disableUrl('a', BY)
  expect(disabled.revision).toBe(enabled.revision + 1)
  await second.stop()
})

test('settings continue as new with all they hold, and a memo from the first moment', async () => {
  await open.replace({ startNodes: bigStartNodes(800_000) })
  const worker = await open.startWorker()
  const handle = open.client.getHandle(SETTINGS_WORKFLOW_ID)
  const { runId } = await handle.describe()
  let changes = 0
  let last = (await open.settings.read()) as SettingsSnapshot
  while ((await handle.describe()).runId === runId && changes < 20) {
    last = await open.settings.disableUrl(`process-${100_000 + changes}`, BY)
    changes += 1
  }
  await waitFor('the next run', async () => (await handle.describe()).runId !== runId)
  expect(await open.settings.read()).toEqual(last)
  const audit = await open.settings.audit()
  expect(audit).toHaveLength(changes)
  expect((await open.settings.readAudit()).slice(-changes)).toEqual(audit)
  const next = await open.settings.enableUrl('process-100000', BY)
  expect(next.revision).toBe(last.revision + 1)
  await worker.stop()
})

test('a change that would pass 1 MiB is refused; closing a URL still works', async () => {
  await open.replace({ startNodes: bigStartNodes(1_048_560) })
  const worker = await open.startWorker()
  await expect(open.settings.enableUrl('one-more-that-is-long-enough', BY)).rejects.toMatchObject({
    code: 'settings_refused',
    message: expect.stringMatching(/1 MiB/),
  })
  const closed = await open.settings.disableUrl('process-100000', BY)
  expect(closed.startNodes['process-100000']).toMatchObject({ generation: null, accepted: [] })
  await worker.stop()
})
