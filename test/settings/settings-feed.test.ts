import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WorkflowClient } from '@temporalio/client'
import { type Logger, pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Kept } from '../../src/settings/chain/seen-settings.ts'
import { createSettings, type Settings } from '../../src/settings/settings-client.ts'
import { type SettingsFeed, startSettingsFeed } from '../../src/settings/settings-feed.ts'
import { readSettingsFile, writeSettingsFile } from '../../src/settings/settings-file.ts'
import type { SettingsSnapshot } from '../../src/settings/snapshot.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { KEYS, type OpenSettings, openSettings } from '../helpers/open-settings.ts'
import { waitFor } from '../helpers/wait-for.ts'

const BY = { actor: 'cli:alice', keys: KEYS }

let open: OpenSettings
let directory: string
let keepFile: string
let lines: string[]
let log: Logger
const feeds: SettingsFeed[] = []

beforeAll(async () => {
  open = await openSettings('settings-3')
  await open.startWorker()
})
afterAll(() => open.close())
beforeEach(async () => {
  await open.replace()
  directory = await mkdtemp(join(tmpdir(), 'startnode-feed-'))
  keepFile = join(directory, 'settings.json')
  lines = []
  log = pino({}, { write: (line: string) => lines.push(line) })
})
afterEach(async () => {
  for (const feed of feeds.splice(0)) await feed.stop()
  await rm(directory, { recursive: true })
})

function startFeed(settings: Settings = open.settings, file = keepFile): SettingsFeed {
  const feed = startSettingsFeed({ settings, signingKeys: KEYS, keepFile: file, log })
  feeds.push(feed)
  return feed
}

function keptNow(): SettingsSnapshot | undefined {
  return readSettingsFile(keepFile, KEYS)?.snapshot
}

/** A feed that has read the settings once. */
async function settledFeed(): Promise<{ feed: SettingsFeed; known: SettingsSnapshot }> {
  const feed = startFeed()
  await feed.refresh()
  return { feed, known: feed.current() as SettingsSnapshot }
}

test('every receiver sees a change within 2 s', async () => {
  const near = startFeed()
  const far = startFeed(open.settings, join(directory, 'far.json'))
  await waitFor('both feeds', () => near.current() && far.current())
  const { revision } = await open.settings.enableUrl('a', BY)
  await waitFor(
    'the change',
    () => near.current()?.revision === revision && far.current()?.revision === revision,
    2_000,
  )
  expect(near.status()).toMatchObject({ revision, staleSince: null, alarm: null })
  expect(far.current()).toEqual(near.current())
})

test('a receiver that refreshes sees its own change at once, and keeps it for the owner only', async () => {
  const { feed } = await settledFeed()
  const changed = await open.settings.enableUrl('a', BY)
  await feed.refresh()
  expect(feed.current()).toEqual(changed)
  expect(keptNow()).toEqual(changed)
  expect((await stat(keepFile)).mode & 0o777).toBe(0o600)
  expect(await readdir(directory)).toEqual(['settings.json'])
})

test('with Temporal down a receiver starts from the kept snapshot, and without one it has none', async () => {
  const { feed, known } = await settledFeed()
  await feed.stop()
  const connection = openPatientConnection({ address: `127.0.0.1:${await findFreePort()}` })
  const unreachable = createSettings(new WorkflowClient({ connection, namespace: 'settings-3' }), {
    signingKeys: KEYS,
  })
  const again = startFeed(unreachable)
  expect(again.current()).toEqual(known)
  const empty = startFeed(unreachable, join(directory, 'none.json'))
  await Promise.all([again.refresh(), empty.refresh()])
  expect(again.current()).toEqual(known)
  expect(again.status().staleSince).toMatch(/Z$/)
  expect(empty.current()).toBeNull()
  expect(lines.filter((line) => /settings not read/.test(line))).toHaveLength(2)
  await Promise.all([again.stop(), empty.stop()])
  await connection.close()
})

test.each([
  ['half written', '{"settingsId":"abc","revis'],
  ['empty', ''],
  [
    'of another shape',
    '{"settingsId":"abc","revision":1,"startNodes":{"a":{"generation":"x","accepted":[]}}}',
  ],
])('a kept file that is %s is not "none": nothing is followed until somebody accepts it', async (_, text) => {
  await writeFile(keepFile, text)
  const feed = startFeed()
  await feed.refresh()
  expect(feed.current()).toBeNull()
  expect(feed.status().alarm?.code).toBe('settings_unreadable')
  expect(await readFile(keepFile, 'utf8')).toBe(text)
  const accepted = (await open.settings.look()) as Kept
  await writeSettingsFile(keepFile, accepted)
  await feed.refresh()
  expect(feed.current()).toEqual(accepted.snapshot)
  expect(feed.status().alarm).toBeNull()
})

test('other settings are not taken over: the old ones stay, an alarm is raised, until they are accepted', async () => {
  const { feed, known } = await settledFeed()
  const foreign = await open.replace()
  await feed.refresh()
  expect(feed.current()).toEqual(known)
  expect(feed.status().alarm).toMatchObject({ code: 'settings_foreign' })
  expect(keptNow()).toEqual(known)

  await feed.acceptSettings()
  expect(feed.current()).toEqual(foreign)
  expect(feed.status().alarm).toBeNull()
})

test('other settings written to the kept file by a command are accepted', async () => {
  const { feed } = await settledFeed()
  const foreign = await open.replace()
  await feed.refresh()
  expect(feed.status().alarm).not.toBeNull()
  await writeSettingsFile(keepFile, (await open.settings.look()) as Kept)
  await feed.refresh()
  expect(feed.current()).toEqual(foreign)
})

test('a lower revision is an alarm and changes nothing', async () => {
  const { feed, known } = await settledFeed()
  const later = await open.settings.enableUrl('a', BY)
  await feed.refresh()
  await open.replace({ settingsId: known.settingsId })
  await feed.refresh()
  expect((await open.settings.read())?.revision).toBeLessThan(later.revision)
  expect(feed.current()).toEqual(later)
  expect(feed.status().alarm?.code).toBe('settings_forked')
})

test('settings that are gone from Temporal stay in force here, with an alarm, until they are restored', async () => {
  const { feed, known } = await settledFeed()
  await open.end()
  await feed.refresh()
  expect(feed.current()).toEqual(known)
  expect(feed.status().alarm).toMatchObject({ code: 'settings_missing' })
  const restored = await open.settings.restore(feed.known() as Kept)
  await feed.refresh()
  expect(feed.current()).toEqual(restored)
  expect(feed.status().alarm).toBeNull()
})
