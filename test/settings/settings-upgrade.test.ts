/** Settings of a version that did not sign go on until somebody signs them once, and lose nothing by it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Kept } from '../../src/settings/chain/seen-settings.ts'
import { takeOver } from '../../src/settings/chain/take-over.ts'
import type { SettingsChange } from '../../src/settings/change.ts'
import { signChange } from '../../src/settings/change-proof.ts'
import { createSettings, SETTINGS_WORKFLOW_ID } from '../../src/settings/settings-client.ts'
import { startSettingsFeed } from '../../src/settings/settings-feed.ts'
import { completeSnapshot, type SettingsSnapshot } from '../../src/settings/snapshot.ts'
import { KEYS, type OpenSettings, openSettings } from '../helpers/open-settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'startnode-upgrade-'))
const log = pino({ level: 'silent' })
const OLD = completeSnapshot({ settingsId: 'of-before', revision: 4, startNodes: {} })
let open: OpenSettings

beforeAll(async () => {
  open = await openSettings('settings-6')
  await open.startWorker()
  await open.client.start('startnodeSettings', {
    workflowId: SETTINGS_WORKFLOW_ID,
    taskQueue: open.taskQueue,
    args: [{ snapshot: OLD, audit: [] }],
    memo: { startnodeSettings: OLD },
  })
}, 60_000)
afterAll(async () => {
  await open.close()
  rmSync(folder, { recursive: true })
})

/** As a sender of the version before does. */
function sendOld(change: SettingsChange, baseRevision: number): Promise<SettingsSnapshot> {
  const text = { settingsId: OLD.settingsId, baseRevision, change, actor: 'cli:old' }
  const proof = { baseRevision, hmac: signChange(KEYS[0] as Buffer, text) }
  return open.client
    .getHandle(SETTINGS_WORKFLOW_ID)
    .executeUpdate('change', { args: [{ change, actor: 'cli:old', proof }] })
}

test('they are taken over once, receivers of before follow with what they kept, and old senders are told', async () => {
  const enable = { op: 'enableUrl', on: 'loan-approved', generation: 'ab'.repeat(16) } as const
  const before = await sendOld(enable, 4)
  expect(before).toMatchObject({
    revision: 5,
    startNodes: { 'loan-approved': { generation: 'ab'.repeat(16) } },
  })

  const keepFile = join(folder, 'settings.json')
  writeFileSync(keepFile, JSON.stringify(before))
  const feed = startSettingsFeed({ settings: open.settings, signingKeys: KEYS, keepFile, log })
  await feed.refresh()
  // In force as it was kept, with a word that somebody has to do something
  expect(feed.current()).toEqual(before)
  expect(feed.status().alarm?.code).toBe('settings_unsigned')
  const by = { actor: 'cli:alice', keys: KEYS }
  await expect(open.settings.disableUrl('loan-approved', by)).rejects.toMatchObject({
    code: 'settings_unsigned',
  })
  await expect(open.settings.setup()).rejects.toMatchObject({ code: 'settings_unsigned' })

  expect(await open.settings.sign('cli:alice')).not.toBeNull()
  expect(await open.settings.sign('cli:alice')).toBeNull()
  await feed.refresh()
  expect(feed.status()).toMatchObject({ alarm: null, revision: 6 })
  expect(feed.current()).toEqual({ ...before, revision: 6 })
  await expect(sendOld({ op: 'disableUrl', on: 'loan-approved' }, 6)).rejects.toMatchObject({
    cause: { message: expect.stringMatching(/older version/) },
  })
  const closed = await open.settings.disableUrl('loan-approved', by)
  await feed.refresh()
  expect(feed.current()).toEqual(closed)
  await feed.stop()
  expect((await open.settings.audit()).map(({ op, proved }) => [op, proved])).toEqual([
    ['enableUrl', true],
    ['signSettings', true],
    ['disableUrl', true],
  ])
}, 60_000)

test('a new signing key signs them again, so that the old one can be taken away', async () => {
  const { head } = (await open.settings.look()) as Kept
  const rotated = [Buffer.alloc(32, 9), KEYS[0] as Buffer]
  const settings = createSettings(open.client, { signingKeys: rotated, taskQueue: open.taskQueue })
  const seen = (await settings.look()) as Kept
  const again = takeOver(seen, { signingKeys: rotated, actor: 'cli:alice', seen: [] })
  expect(again?.content.revision).toBe((head?.content.revision ?? 0) + 1)
  expect(
    takeOver({ ...seen, head: again }, { signingKeys: rotated, actor: 'cli:alice', seen: [] }),
  ).toBeNull()
})
