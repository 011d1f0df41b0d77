/** Whatever is lost and restarted, no revoked URL works again, and the audit tells every change. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { authorizeDirectUrl } from '../../src/direct-url/authorize-direct-url.ts'
import { directUrlPath, parseDirectUrl } from '../../src/direct-url/direct-url.ts'
import { hashPath } from '../../src/keys/hash-path.ts'
import { signDirectUrl } from '../../src/keys/signature.ts'
import type { Kept } from '../../src/settings/chain/seen-settings.ts'
import { type SettingsFeed, startSettingsFeed } from '../../src/settings/settings-feed.ts'
import {
  type AcceptedUrl,
  aliasState,
  type SettingsSnapshot,
  startNodeState,
} from '../../src/settings/snapshot.ts'
import { ENCRYPTION_KEYS, KEYS, type OpenSettings, openSettings } from '../helpers/open-settings.ts'
import { waitFor } from '../helpers/wait-for.ts'

const BY = { actor: 'cli:alice', keys: KEYS }
const SECRET_BY = { ...BY, encryptionKeys: ENCRYPTION_KEYS }
const PROCESSES = new Set(['loan-approved', 'dunning'])
const oldPath = `/api/1/json/public/31754/${'1f'.repeat(20)}`

let open: OpenSettings
let directory: string
const feeds: SettingsFeed[] = []

beforeAll(async () => {
  open = await openSettings('settings-4')
})
afterAll(() => open.close())
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'startnode-audit-'))
  await open.replace()
})
afterEach(async () => {
  for (const feed of feeds.splice(0)) await feed.stop()
  await rm(directory, { recursive: true })
})

/** A receiver's view of the settings, read once; each with a folder of its own. */
async function startFeed(folder: string, usesMs?: number): Promise<SettingsFeed> {
  const feed = startSettingsFeed({
    signingKeys: KEYS,
    settings: open.settings,
    keepFile: join(directory, folder, 'settings.json'),
    log: pino({ level: 'silent' }),
    ...(usesMs === undefined ? {} : { usesMs }),
  })
  feeds.push(feed)
  await feed.refresh()
  return feed
}

function pathOf(snapshot: SettingsSnapshot, on: string): string {
  const isAlias = on.startsWith('@')
  const id = isAlias ? on.slice(1) : on
  const state = isAlias ? aliasState(snapshot, id) : startNodeState(snapshot, id)
  const kind = isAlias ? 'alias' : 'process'
  return directUrlPath(on, signDirectUrl(KEYS[0] as Buffer, kind, id, String(state?.generation)))
}

function accepts(feed: SettingsFeed, path: string): AcceptedUrl | boolean {
  const url = parseDirectUrl(path)
  if (url === null) return false
  try {
    const snapshot = feed.current() as SettingsSnapshot
    return authorizeDirectUrl(snapshot, KEYS, PROCESSES, url, path, new Date()).accepted ?? true
  } catch {
    return false
  }
}

const adopted: AcceptedUrl = { pathHash: hashPath(oldPath), until: null, note: 'mpo 31754' }

test('settings that were terminated and restored open no revoked URL, and keep the audit', async () => {
  const worker = await open.startWorker()
  const { settings } = open
  const first = await settings.enableUrl('loan-approved', BY)
  await settings.createAlias('loans', { title: 'Loans', process: 'loan-approved' }, BY)
  const second = await settings.enableUrl('@loans', BY)
  await settings.adoptUrl('loan-approved', adopted, BY)
  await settings.setAuth('loan-approved', { type: 'basic', user: 'canary-u', pass: 'canary-p' }, SECRET_BY)
  const revoked = [pathOf(first, 'loan-approved'), pathOf(second, '@loans'), oldPath]
  const feed = await startFeed('near')
  expect(revoked.every((path) => accepts(feed, path))).toBe(true)

  await settings.dropAcceptedUrl('loan-approved', adopted.pathHash, BY)
  await settings.rotateUrl('loan-approved', BY)
  const last = await settings.disableUrl('@loans', BY)
  await expect(settings.enableUrl('dunning', { actor: 'mallory' })).rejects.toThrow(/proof/)
  await feed.refresh()
  const before = await settings.readAudit()
  await open.end()
  await worker.stop()
  await feed.stop()

  // Nothing runs; then a receiver comes up alone, then the settings are restored from what it kept, then a worker.
  const again = await startFeed('near')
  expect(again.status().alarm?.code).toBe('settings_missing')
  expect(revoked.filter((path) => accepts(again, path))).toEqual([])
  expect(accepts(again, pathOf(last, 'loan-approved'))).toBe(true)
  const restored = await settings.restore(again.known() as Kept)
  expect(await settings.audit()).toEqual(await settings.readAudit())
  await again.refresh()
  expect(again.status()).toMatchObject({ alarm: null, revision: restored.revision })
  expect(revoked.filter((path) => accepts(again, path))).toEqual([])
  const fresh = await startFeed('far')
  expect(revoked.filter((path) => accepts(fresh, path))).toEqual([])
  expect(accepts(fresh, pathOf(last, 'loan-approved'))).toBe(true)

  await open.startWorker()
  await settings.enableUrl('@loans', BY)
  const audit = await settings.audit()
  expect(audit.map(({ op, on, detail, proved, refused }) => [op, on, detail, proved, refused])).toEqual([
    ['enableUrl', 'loan-approved', null, true, false],
    ['createAlias', '@loans', 'to loan-approved', true, false],
    ['enableUrl', '@loans', null, true, false],
    ['adoptUrl', 'loan-approved', `${adopted.pathHash.slice(0, 12)} until dropped`, true, false],
    ['setAuth', 'loan-approved', 'basic', true, false],
    ['dropAcceptedUrl', 'loan-approved', adopted.pathHash.slice(0, 12), true, false],
    ['rotateUrl', 'loan-approved', 'no overlap', true, false],
    ['disableUrl', '@loans', null, true, false],
    ['enableUrl', 'dunning', null, false, true],
    ['enableUrl', '@loans', null, true, false],
  ])
  expect(audit.slice(0, -1)).toEqual(before.slice(-9))
  expect((await settings.readAudit()).slice(-10)).toEqual(audit)
  expect(JSON.stringify(audit)).not.toContain('canary')
})

test('uses of adopted URLs are counted over receivers, survive a worker, and end with the URL', async () => {
  const worker = await open.startWorker()
  const { settings } = open
  await settings.enableUrl('loan-approved', BY)
  const { revision } = await settings.adoptUrl('loan-approved', adopted, BY)
  const near = await startFeed('near', 0)
  const far = await startFeed('far')
  for (const feed of [near, near, far]) {
    const used = accepts(feed, oldPath)
    expect(used).toEqual(adopted)
    feed.countUse((used as AcceptedUrl).pathHash)
  }
  await far.stop()
  await waitFor('the counts', async () => (await settings.uses())[adopted.pathHash]?.count === 3)
  expect((await settings.read())?.revision).toBe(revision)
  await worker.stop()
  await open.startWorker({ maxCachedWorkflows: 0 })
  expect((await settings.uses())[adopted.pathHash]).toEqual({
    count: 3,
    lastAt: expect.stringMatching(/^\d{4}-.*Z$/),
  })
  await settings.countUses({ [hashPath('/never/accepted')]: { count: 5, lastAt: new Date().toISOString() } })
  await open.client.getHandle('startnode-settings').signal('countUses', 'junk')
  await settings.dropAcceptedUrl('loan-approved', adopted.pathHash, BY)
  expect(await settings.uses()).toEqual({})
})
