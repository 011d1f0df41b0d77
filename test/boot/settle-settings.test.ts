/** Settings that were lost in Temporal come back from the snapshot a receiver kept; foreign ones only when told so. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, type Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { settleSettings } from '../../src/boot/settle-settings.ts'
import { type Kept, placeOf } from '../../src/settings/chain/seen-settings.ts'
import { NO_STOPS } from '../../src/settings/chain/stops.ts'
import { createSettings, type Settings } from '../../src/settings/settings-client.ts'
import { readSettingsFile, writeSettingsFile } from '../../src/settings/settings-file.ts'
import { completeSnapshot } from '../../src/settings/snapshot.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { KEYS, signed } from '../helpers/open-settings.ts'
import { temporalAddress } from '../helpers/temporal.ts'

const folder = mkdtempSync(join(tmpdir(), 'startnode-settle-'))
const keepFile = join(folder, 'settings.json')
let connection: Connection
let client: Client
let settings: Settings

beforeAll(async () => {
  connection = openPatientConnection({ address: temporalAddress() })
  client = new Client({ connection, namespace: 'setup' })
  settings = createSettings(client.workflow, { signingKeys: KEYS })
})
afterAll(async () => {
  await connection.close()
  rmSync(folder, { recursive: true })
})

const lose = () => client.workflow.getHandle('startnode-settings').terminate('lost')

const BY = { signingKeys: KEYS, actor: 'cli:alice' }

test('lost settings come back unchanged; a plain setup does not replace them', async () => {
  const { settingsId, created } = await settleSettings(settings, keepFile, BY)
  expect(created).toBe(true)
  const kept = (await settings.look()) as Kept
  await writeSettingsFile(keepFile, kept)
  expect(await settleSettings(settings, keepFile, { ...BY, restore: true })).toMatchObject({ settingsId })

  await lose()
  await expect(settleSettings(settings, keepFile, BY)).rejects.toMatchObject({ code: 'settings_refused' })
  expect(await settleSettings(settings, keepFile, { ...BY, restore: true })).toEqual({
    settingsId,
    created: true,
  })
  expect(await settings.look()).toEqual(kept)
})

test('settings that an older version kept come back signed, as a newer revision', async () => {
  await lose()
  const old = completeSnapshot({
    settingsId: 'of-before',
    revision: 7,
    startNodes: { 'loan-approved': { generation: 'ab'.repeat(16), accepted: [] } },
  })
  await writeSettingsFile(keepFile, { head: null, snapshot: old, stops: NO_STOPS })
  await settleSettings(settings, keepFile, { ...BY, restore: true })
  expect(await settings.read()).toEqual({ ...old, revision: 1_007 })
})

test('a restore is refused where a receiver has later settings than the file', async () => {
  const kept = (await settings.look()) as Kept
  await writeSettingsFile(keepFile, kept)
  const later = { ...signed({ ...kept.snapshot, revision: 1_008 }), stops: NO_STOPS }
  const place = { ...placeOf(later), past: placeOf(kept).hash as string }
  await expect(
    settleSettings(settings, keepFile, { ...BY, restore: true, seen: [{ place, stops: NO_STOPS }] }),
  ).rejects.toThrow(/later settings \(revision 1008\)/)
})

test('foreign settings are taken over when told so, if they are signed', async () => {
  const known = (await settings.look()) as Kept
  const another = completeSnapshot({ settingsId: 'another', revision: 1, startNodes: {} })
  await writeSettingsFile(keepFile, signed(another))
  expect(await settleSettings(settings, keepFile, { ...BY, acceptSettings: true })).toEqual({
    settingsId: known.snapshot.settingsId,
    created: false,
  })
  expect(readSettingsFile(keepFile, KEYS)).toEqual(known)
  const stranger = { ...BY, signingKeys: [randomBytes(32)], acceptSettings: true }
  await expect(settleSettings(settings, keepFile, stranger)).rejects.toMatchObject({
    code: 'settings_unsigned',
  })
})

test('a restore without a usable snapshot says which file it wanted', async () => {
  const none = join(folder, 'none.json')
  await expect(settleSettings(settings, keepFile, { ...BY, restore: none })).rejects.toThrow(
    `no snapshot of the settings at ${none}`,
  )
  writeFileSync(none, '{"half":')
  await expect(settleSettings(settings, keepFile, { ...BY, restore: none })).rejects.toMatchObject({
    code: 'usage',
  })
})
