/** Settings that were lost in Temporal come back from the snapshot a receiver kept; foreign ones only when told so. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { settleSettings } from '../../src/boot/settle-settings.ts'
import { createSettings, type Settings } from '../../src/settings/settings-client.ts'
import { readSettingsFile, writeSettingsFile } from '../../src/settings/settings-file.ts'
import { completeSnapshot } from '../../src/settings/snapshot.ts'
import { temporalAddress } from '../helpers/temporal.ts'

const folder = mkdtempSync(join(tmpdir(), 'startnode-settle-'))
const keepFile = join(folder, 'settings.json')
let connection: Connection
let client: Client
let settings: Settings

beforeAll(async () => {
  connection = await Connection.connect({ address: temporalAddress() })
  client = new Client({ connection, namespace: 'setup' })
  settings = createSettings(client.workflow)
})
afterAll(async () => {
  await connection.close()
  rmSync(folder, { recursive: true })
})

const lose = () => client.workflow.getHandle('startnode-settings').terminate('lost')

test('lost settings are restored under their id, as a newer revision; a plain setup does not replace them', async () => {
  const { settingsId, created } = await settleSettings(settings, keepFile, {})
  expect(created).toBe(true)
  const startNodes = { 'loan-approved': { generation: 'ab'.repeat(16), accepted: [] } }
  await writeSettingsFile(keepFile, completeSnapshot({ settingsId, revision: 7, startNodes }))
  await expect(settleSettings(settings, keepFile, { restore: true })).rejects.toMatchObject({
    code: 'settings_refused',
  })

  await lose()
  await expect(settleSettings(settings, keepFile, {})).rejects.toMatchObject({ code: 'settings_refused' })
  expect(await settleSettings(settings, keepFile, { restore: true })).toEqual({ settingsId, created: true })
  expect(await settings.read()).toMatchObject({
    settingsId,
    revision: 1_007,
    startNodes: { 'loan-approved': { generation: 'ab'.repeat(16) } },
  })
})

test('foreign settings are taken over when told so', async () => {
  const known = await settings.read()
  await writeSettingsFile(keepFile, completeSnapshot({ settingsId: 'another', revision: 1, startNodes: {} }))
  expect(await settleSettings(settings, keepFile, { acceptSettings: true })).toEqual({
    settingsId: known?.settingsId,
    created: false,
  })
  expect(readSettingsFile(keepFile)).toEqual(known)
})

test('a restore without a usable snapshot says which file it wanted', async () => {
  const none = join(folder, 'none.json')
  await expect(settleSettings(settings, keepFile, { restore: none })).rejects.toThrow(
    `no snapshot of the settings at ${none}`,
  )
  writeFileSync(none, '{"half":')
  await expect(settleSettings(settings, keepFile, { restore: none })).rejects.toMatchObject({ code: 'usage' })
})
