import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { authorizeDirectUrl } from '../../src/direct-url/authorize-direct-url.ts'
import { directUrlPath, parseDirectUrl } from '../../src/direct-url/direct-url.ts'
import { signDirectUrl } from '../../src/keys/signature.ts'
import { ancestryOf, headHash, type SettingsHead } from '../../src/settings/chain/head.ts'
import { nextContent, saidOf, signHead } from '../../src/settings/chain/next-head.ts'
import { verifyHead } from '../../src/settings/chain/seal-head.ts'
import type { Kept } from '../../src/settings/chain/seen-settings.ts'
import type { SettingsChange } from '../../src/settings/change.ts'
import { SETTINGS_WORKFLOW_ID } from '../../src/settings/settings-client.ts'
import { type SettingsSnapshot, startNodeState } from '../../src/settings/snapshot.ts'
import { KEYS, type OpenSettings, openSettings } from '../helpers/open-settings.ts'

const PROCESS = 'loan-approved'
const BY = { actor: 'cli:alice', keys: KEYS }
const STRANGER = { actor: 'cli:mallory', keys: [randomBytes(32)] }

let open: OpenSettings
beforeAll(async () => {
  open = await openSettings('settings')
  await open.startWorker()
})
beforeEach(async () => {
  await open.replace()
})
afterAll(() => open.close())

function pathOf(snapshot: SettingsSnapshot): string {
  const { generation } = startNodeState(snapshot, PROCESS)
  return directUrlPath(PROCESS, signDirectUrl(KEYS[0] as Buffer, 'process', PROCESS, String(generation)))
}

function opens(snapshot: SettingsSnapshot, path: string, now = new Date()): boolean {
  const url = parseDirectUrl(path)
  try {
    return (
      url !== null &&
      authorizeDirectUrl(snapshot, KEYS, new Set([PROCESS]), url, path, now).process === PROCESS
    )
  } catch {
    return false
  }
}

/** As anyone with access to the namespace can: without our client. */
function sendRaw(request: unknown, name = 'change'): Promise<unknown> {
  return open.client.getHandle(SETTINGS_WORKFLOW_ID).executeUpdate(name, { args: [request] })
}

/** The head that a change makes of the settings. */
async function headOf(change: SettingsChange, actor = 'cli:alice'): Promise<SettingsHead> {
  const { head, snapshot, stops } = (await open.settings.look()) as Kept
  const at = new Date().toISOString()
  const { snapshot: content } = nextContent(snapshot, stops, change, at) as { snapshot: SettingsSnapshot }
  const base = ancestryOf(head as SettingsHead)
  return signHead({ key: KEYS[0] as Buffer, base, content, ...saidOf(change), actor, at })
}

const enable = (): SettingsChange => ({
  op: 'enableUrl',
  on: PROCESS,
  generation: randomBytes(16).toString('hex'),
})

test('a new process has its direct URL off; enable opens it, disable closes it at once and for ever', async () => {
  const off = (await open.settings.read()) as SettingsSnapshot
  expect(startNodeState(off, PROCESS).generation).toBeNull()
  const on = await open.settings.enableUrl(PROCESS, BY)
  expect(on.revision).toBe(off.revision + 1)
  expect(opens(on, pathOf(on))).toBe(true)

  const closed = await open.settings.disableUrl(PROCESS, BY)
  expect(opens(closed, pathOf(on))).toBe(false)
  const again = await open.settings.enableUrl(PROCESS, BY)
  expect(opens(again, pathOf(again))).toBe(true)
  expect(opens(again, pathOf(on))).toBe(false)
  expect(await open.settings.read()).toEqual(again)
})

test('enable on a URL that is on changes nothing', async () => {
  const on = await open.settings.enableUrl(PROCESS, BY)
  expect(await open.settings.enableUrl(PROCESS, BY)).toEqual(on)
  expect(await open.settings.audit()).toHaveLength(1)
})

test('rotate with overlap keeps the old URL until its end; without, both are closed at once', async () => {
  const old = pathOf(await open.settings.enableUrl(PROCESS, BY))
  const rotated = await open.settings.rotateUrl(PROCESS, { ...BY, overlapMs: 60_000 })
  expect(opens(rotated, pathOf(rotated))).toBe(true)
  expect(opens(rotated, old)).toBe(true)
  expect(opens(rotated, old.replace('/api/2/', '/api/1/'))).toBe(true)
  expect(opens(rotated, old, new Date(Date.now() + 61_000))).toBe(false)

  const last = await open.settings.rotateUrl(PROCESS, BY)
  expect(opens(last, pathOf(last))).toBe(true)
  expect(opens(last, pathOf(rotated))).toBe(false)
  expect(opens(last, old)).toBe(false)
})

test('a URL that is off can not be rotated', async () => {
  await expect(open.settings.rotateUrl(PROCESS, BY)).rejects.toMatchObject({ code: 'settings_refused' })
})

test('without the proof of a signing key a change may close a door but open none, and is recorded as unproved', async () => {
  await expect(open.settings.enableUrl(PROCESS, STRANGER)).rejects.toMatchObject({ code: 'settings_refused' })
  await expect(open.settings.enableUrl(PROCESS, { actor: 'nobody' })).rejects.toMatchObject({
    code: 'settings_refused',
  })
  await open.settings.enableUrl(PROCESS, BY)
  await expect(open.settings.rotateUrl(PROCESS, STRANGER)).rejects.toMatchObject({ code: 'settings_refused' })
  const closed = await open.settings.disableUrl(PROCESS, { actor: 'cli:mallory' })
  expect(startNodeState(closed, PROCESS).generation).toBeNull()

  const audit = await open.settings.audit()
  expect(audit.map(({ actor, op, proved, refused }) => [actor, op, proved, refused])).toEqual([
    ['cli:mallory', 'enableUrl', false, true],
    ['nobody', 'enableUrl', false, true],
    ['cli:alice', 'enableUrl', true, false],
    ['cli:mallory', 'rotateUrl', false, true],
    ['cli:mallory', 'disableUrl', false, false],
  ])
  expect(audit.at(-1)).toMatchObject({ on: PROCESS, revision: closed.revision })
})

test('a captured change can not be sent again, nor changed on the way', async () => {
  const captured = await headOf(enable())
  await sendRaw(captured, 'advance')
  const on = captured.content
  await open.settings.disableUrl(PROCESS, BY)
  await expect(sendRaw(captured, 'advance')).rejects.toMatchObject({ cause: { type: 'settings_changed' } })

  const { content } = await headOf(enable())
  const closing = await headOf({ op: 'setIntake', process: PROCESS, intake: { paused: true } })
  const bob = { ...closing.entry, actor: 'cli:bob' }
  const givenUp = ['0'.repeat(32)]
  for (const altered of [
    { ...closing, entry: bob },
    { ...closing, givenUp },
  ]) {
    await expect(sendRaw(altered, 'advance')).rejects.toMatchObject({ cause: { type: 'settings_refused' } })
  }
  expect(verifyHead(KEYS, closing)).toBe(true)
  expect(verifyHead(KEYS, { ...closing, content })).toBe(false)
  const now = (await open.settings.read()) as SettingsSnapshot
  expect(opens(now, pathOf(on))).toBe(false)
})

test('a change made for other settings proves nothing here', async () => {
  const captured = await headOf(enable())
  const { settingsId } = await open.replace()
  await expect(sendRaw(captured, 'advance')).rejects.toMatchObject({ cause: { type: 'settings_changed' } })
  const here = ((await open.settings.look()) as Kept).head as SettingsHead
  const content = { ...captured.content, settingsId }
  const moved = { ...captured, content, past: headHash(here) }
  await expect(sendRaw(moved, 'advance')).rejects.toMatchObject({ cause: { type: 'settings_refused' } })
})

test('changes at the same time all arrive', async () => {
  const before = (await open.settings.read()) as SettingsSnapshot
  const names = ['a', 'b', 'c']
  await Promise.all(names.map((name) => open.settings.enableUrl(name, BY)))
  const after = (await open.settings.read()) as SettingsSnapshot
  expect(after.revision).toBe(before.revision + 3)
  expect(Object.keys(after.startNodes).sort()).toEqual(names)
})

test.each([
  ['nothing', null],
  ['no actor', { change: enable(), proof: null }],
  ['a control character in the actor', { change: enable(), actor: 'a\nb', proof: null }],
  ['an unknown change', { change: { op: 'openAll', on: PROCESS }, actor: 'a', proof: null }],
  ['no process id', { change: { op: 'disableUrl', on: '__proto__' }, actor: 'a', proof: null }],
  ['a chosen generation', { change: { ...enable(), generation: '1' }, actor: 'a', proof: null }],
  ['half a proof', { change: enable(), actor: 'a', proof: { hmac: 'x' } }],
])('a request with %s is refused and leaves nothing behind', async (_, request) => {
  await expect(sendRaw(request)).rejects.toMatchObject({ cause: { type: 'settings_refused' } })
  expect(await open.settings.audit()).toEqual([])
})
