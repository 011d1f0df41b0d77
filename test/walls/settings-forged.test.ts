/**
 * What somebody with the whole namespace and no key does to the settings: with the `temporal` command, a client and a worker of
 * his own. Every receiver stays with what it has seen, says so, and the known settings come back by one command.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { formatAtLeast, parseAtLeast } from '../../src/settings/chain/at-least.ts'
import { examineAudit } from '../../src/settings/chain/examine-audit.ts'
import { followSettings } from '../../src/settings/chain/follow-settings.ts'
import { ancestryOf, headHash, type SettingsHead } from '../../src/settings/chain/head.ts'
import { type Kept, sightingOf } from '../../src/settings/chain/seen-settings.ts'
import { createSettings, SETTINGS_WORKFLOW_ID } from '../../src/settings/settings-client.ts'
import { type SettingsFeed, startSettingsFeed } from '../../src/settings/settings-feed.ts'
import { completeSnapshot, type SettingsSnapshot, startNodeState } from '../../src/settings/snapshot.ts'
import { KEYS, type OpenSettings, openSettings, signed } from '../helpers/open-settings.ts'
import { waitFor } from '../helpers/wait-for.ts'

const LOAN = 'loan-approved'
const BY = { actor: 'cli:alice', keys: KEYS }
const log = pino({ level: 'silent' })
let open: OpenSettings
let folder: string
const feeds: SettingsFeed[] = []

beforeAll(async () => {
  open = await openSettings('walls-settings')
  await open.startWorker()
}, 60_000)
afterAll(() => open.close())
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'startnode-walls-'))
  await open.replace()
})
afterEach(async () => {
  for (const feed of feeds.splice(0)) await feed.stop()
  rmSync(folder, { recursive: true })
})

async function receiver(name: string, atLeast: string | null = null): Promise<SettingsFeed> {
  const feed = startSettingsFeed({
    settings: open.settings,
    signingKeys: KEYS,
    keepFile: join(folder, `${name}.json`),
    atLeast: atLeast === null ? null : parseAtLeast(atLeast),
    log,
  })
  feeds.push(feed)
  await feed.refresh()
  return feed
}

const handle = () => open.client.getHandle(SETTINGS_WORKFLOW_ID)
const generation = (snapshot: SettingsSnapshot | null) =>
  snapshot && startNodeState(snapshot, LOAN).generation
const shown = async () => (await open.settings.look()) as Kept

/** Winds the settings back to where they were when `until` events were written. */
async function resetTo(until: number): Promise<void> {
  const { events } = await handle().fetchHistory()
  const completed = (events ?? []).filter(({ eventType }) => Number(eventType) === 7)
  const last = completed.filter(({ eventId }) => Number(eventId) <= until).at(-1)
  await open.client.workflowService.resetWorkflowExecution({
    namespace: open.client.options.namespace,
    workflowExecution: { workflowId: SETTINGS_WORKFLOW_ID, runId: (await handle().describe()).runId },
    workflowTaskFinishEventId: last?.eventId ?? null,
    requestId: randomBytes(8).toString('hex'),
    reason: 'attack',
    // Else Temporal applies the Updates after that point again
    resetReapplyExcludeTypes: [1, 2],
  })
}

/** A point of the history that has all that was done so far before it. */
async function markPoint(): Promise<number> {
  const before = await historyLength()
  await handle().signal('countUses', {})
  return waitFor('a workflow task after it', async () => {
    const { events } = await handle().fetchHistory()
    const after = (events ?? []).filter(({ eventId }) => Number(eventId) > before)
    return Number(after.find(({ eventType }) => Number(eventType) === 7)?.eventId ?? 0) || null
  })
}

async function historyLength(): Promise<number> {
  const { events } = await handle().fetchHistory()
  return Number(events?.at(-1)?.eventId ?? 0)
}

/** As the `temporal` command sends one. */
const send = (name: string, argument: unknown) => handle().executeUpdate(name, { args: [argument] })

test('a reset to before a rotation, and a flood of changes on made-up ids, bring no replaced URL back', async () => {
  const before = await open.settings.enableUrl(LOAN, BY)
  const point = await markPoint()
  const after = await open.settings.rotateUrl(LOAN, BY)
  const near = await receiver('near')

  await resetTo(point)
  for (let number = 0; number < 5; number += 1) {
    await send('change', { change: { op: 'disableUrl', on: `made-up-${number}` }, actor: 'x', proof: null })
    const pause = { op: 'setIntake', process: `made-up-${number}`, intake: { paused: true } }
    await send('change', { change: pause, actor: 'x', proof: null })
  }
  const wound = await shown()
  expect(generation(wound.snapshot)).toBe(generation(before))
  expect(wound.snapshot.revision).toBe(before.revision)
  expect(wound.stops).toEqual({ off: {}, paused: {} })

  await near.refresh()
  expect(generation(near.current())).toBe(generation(after))
  expect(near.status().alarm?.code).toBe('settings_behind')
  // Nobody signs on top of it who has asked that receiver
  const asking = createSettings(open.client, {
    signingKeys: KEYS,
    taskQueue: open.taskQueue,
    seen: () => [sightingOf(near.known() as Kept)],
  })
  await expect(asking.disableUrl(LOAN, BY)).rejects.toMatchObject({ code: 'settings_behind' })
  // The audit says what is missing as soon as anybody knows the newest
  const { settingsId } = after
  const told = (await open.settings.readAudit(settingsId)).filter(({ op }) => op !== 'rotateUrl')
  const examined = examineAudit(told, { signingKeys: KEYS, settingsId, newest: after.revision })
  expect(examined).toContainEqual({
    kind: 'gap',
    message: `Temporal tells nothing of revision ${after.revision}`,
  })

  // One Update puts the known head back, unchanged, while the settings run
  await open.settings.restore(near.known() as Kept)
  expect((await shown()).head).toEqual(near.known()?.head)
  await near.refresh()
  expect(near.status().alarm).toBeNull()
}, 60_000)

test('a recorded signed change that is sent again after a reset opens nothing', async () => {
  await open.settings.enableUrl(LOAN, BY)
  const point = await markPoint()
  await open.settings.rotateUrl(LOAN, BY)
  const captured = (await shown()).head
  const closed = await open.settings.disableUrl(LOAN, BY)
  const near = await receiver('near')
  await resetTo(point)
  await send('advance', captured)
  expect((await shown()).head).toEqual(captured)
  await near.refresh()
  expect(generation(near.current())).toBeNull()
  expect(near.current()).toEqual(closed)
  expect(near.status().alarm?.code).toBe('settings_behind')
}, 60_000)

test.each([
  ['as an older version would have them', 999],
  ['with a revision that can not grow', 2 ** 53 - 1],
])(
  'settings started in clear under the known id, %s, are followed by nobody',
  async (_, revision) => {
    const known = await open.settings.enableUrl(LOAN, BY)
    const near = await receiver('near')
    const forged = completeSnapshot({
      settingsId: known.settingsId,
      revision,
      startNodes: { [LOAN]: { generation: '66'.repeat(16), accepted: [] } },
    })
    await handle().terminate('attack')
    await open.client.start('startnodeSettings', {
      workflowId: SETTINGS_WORKFLOW_ID,
      taskQueue: open.taskQueue,
      args: [{ snapshot: forged, audit: [] }],
      memo: { startnodeSettings: forged },
    })
    await near.refresh()
    expect(near.current()).toEqual(known)
    expect(near.status().alarm?.code).toBe('settings_unsigned')
    const fresh = await receiver('fresh')
    expect(fresh.current()).toBeNull()
    expect(fresh.status().alarm?.code).toBe('settings_unsigned')
    // Never "done" while it is not
    await expect(open.settings.disableUrl(LOAN, BY)).rejects.toMatchObject({ code: 'settings_unsigned' })
    await expect(open.settings.setup()).rejects.toMatchObject({ code: 'settings_unsigned' })
    // Nor does --sign make them ours where somebody has seen signed ones
    const seen = () => [sightingOf(near.known() as Kept)]
    const asking = createSettings(open.client, { signingKeys: KEYS, taskQueue: open.taskQueue, seen })
    await expect(asking.sign('cli:alice')).rejects.toMatchObject({
      code: expect.stringMatching(/behind|forked/),
    })

    await open.settings.restore(near.known() as Kept)
    await near.refresh()
    expect(near.status()).toMatchObject({ alarm: null, revision: known.revision })
    const closed = await open.settings.disableUrl(LOAN, BY)
    expect(generation(closed)).toBeNull()
  },
  60_000,
)

test('a worker of his own that calls every seal valid gives him settings that nobody follows', async () => {
  const known = await open.settings.enableUrl(LOAN, BY)
  const near = await receiver('near')
  const foreign = signed({ ...known, revision: known.revision + 1 }, [randomBytes(32)])
  const forged: SettingsHead = {
    ...foreign.head,
    past: headHash(near.known()?.head as SettingsHead),
  }
  const { content, ...beside } = forged
  // What his worker makes of it is what he likes
  await handle().terminate('attack')
  await open.client.start('startnodeSettings', {
    workflowId: SETTINGS_WORKFLOW_ID,
    taskQueue: 'his',
    args: [{ snapshot: content, head: beside, audit: [] }],
    memo: { startnodeSettings: content, startnodeHead: beside },
  })
  await near.refresh()
  expect(near.current()).toEqual(known)
  expect(near.status().alarm?.message).toMatch(/signed by none of SIGNING_KEYS/)
  // Nor with a seal of ours on another content
  const ours = near.known()?.head as SettingsHead
  await handle().terminate('attack')
  await open.client.start('startnodeSettings', {
    workflowId: SETTINGS_WORKFLOW_ID,
    taskQueue: 'his',
    args: [{ snapshot: content, audit: [] }],
    memo: {
      startnodeSettings: { ...content, revision: known.revision + 1 },
      startnodeHead: { ...beside, seal: ours.seal, digest: ours.digest },
    },
  })
  const fresh = await receiver('fresh')
  expect(fresh.current()).toBeNull()
}, 60_000)

test('without a signature a URL is switched off and a process paused, nothing else; both are kept and outlive Temporal', async () => {
  await open.settings.enableUrl(LOAN, BY)
  await open.settings.createAlias('loans', { title: 'Loans', process: LOAN }, BY)
  const near = await receiver('near')
  for (const change of [
    { op: 'unlinkAlias', alias: 'loans' },
    { op: 'dropAcceptedUrl', on: LOAN, pathHash: 'ab'.repeat(32) },
    { op: 'setIntake', process: LOAN, intake: { paused: false } },
  ]) {
    await expect(send('change', { change, actor: 'x', proof: null })).rejects.toMatchObject({
      cause: { type: 'settings_refused' },
    })
  }
  const point = await markPoint()
  const pause = { op: 'setIntake', process: LOAN, intake: { paused: true } }
  await send('change', { change: pause, actor: 'x', proof: null })
  await send('change', { change: { op: 'disableUrl', on: LOAN }, actor: 'x', proof: null })
  await near.refresh()
  expect(generation(near.current())).toBeNull()
  expect(startNodeState(near.current() as SettingsSnapshot, LOAN).intake.paused).toBe(true)
  expect(near.status()).toMatchObject({ alarm: null, revision: near.known()?.snapshot.revision })

  // Who takes them back from Temporal opens nothing, here or after a restart
  await resetTo(point)
  expect((await shown()).stops).toEqual({ off: {}, paused: {} })
  await near.refresh()
  expect(generation(near.current())).toBeNull()
  await near.stop()
  const again = await receiver('near')
  expect(generation(again.current())).toBeNull()

  // A signed change that says more ends them
  const enabled = createSettings(open.client, {
    signingKeys: KEYS,
    taskQueue: open.taskQueue,
    seen: () => [sightingOf(again.known() as Kept)],
  })
  await enabled.enableUrl(LOAN, BY)
  await open.settings.setIntake(LOAN, { paused: false }, BY)
  await again.refresh()
  expect(generation(again.current())).toMatch(/^[0-9a-f]{32}$/)
  expect(startNodeState(again.current() as SettingsSnapshot, LOAN).intake.paused).toBe(false)
}, 60_000)

test('SETTINGS_AT_LEAST keeps a fresh receiver and a fresh worker from settings that were wound back', async () => {
  await open.settings.enableUrl(LOAN, BY)
  const point = await markPoint()
  const after = await open.settings.rotateUrl(LOAN, BY)
  const { head } = await shown()
  const pin = String(formatAtLeast(ancestryOf(head as SettingsHead)))
  await resetTo(point)

  const fresh = await receiver('fresh', pin)
  expect(fresh.current()).toBeNull()
  expect(fresh.status().alarm?.code).toBe('settings_behind')
  const options = { signingKeys: KEYS, keepFile: join(folder, 'worker.json'), log }
  const worker = followSettings(open.settings, { ...options, atLeast: parseAtLeast(pin) })
  expect(await worker.read()).toBeNull()
  const atLeast = parseAtLeast(pin)
  const command = createSettings(open.client, { signingKeys: KEYS, taskQueue: open.taskQueue, atLeast })
  await expect(command.disableUrl(LOAN, BY)).rejects.toMatchObject({ code: 'settings_behind' })

  await open.settings.restore({ head, snapshot: after, stops: { off: {}, paused: {} } })
  await fresh.refresh()
  expect(fresh.current()).toEqual(after)
  expect(await worker.read()).toEqual(after)
  // And a worker remembers over a restart
  await resetTo(point)
  expect(await followSettings(open.settings, options).read()).toEqual(after)
}, 60_000)

test('a fork is an alarm, and a restore that gives it up is followed from both sides', async () => {
  await open.settings.enableUrl(LOAN, BY)
  const point = await markPoint()
  const after = await open.settings.rotateUrl(LOAN, BY)
  const near = await receiver('near')
  await resetTo(point)
  // Somebody with a key and no memory goes on from there
  await open.settings.enableUrl('other', BY)
  const far = await receiver('far')
  await near.refresh()
  expect(near.status().alarm?.code).toBe('settings_forked')
  expect(near.current()).toEqual(after)

  const there = (await shown()).head as SettingsHead
  await expect(open.settings.restore(near.known() as Kept)).rejects.toMatchObject({ code: 'settings_forked' })
  await open.settings.restore(near.known() as Kept, { giveUp: there.seal.slice(0, 12) })
  for (const feed of [near, far]) {
    await feed.refresh()
    expect(feed.status().alarm).toBeNull()
    expect(generation(feed.current())).toBe(generation(after))
  }
  const { settingsId } = after
  const problems = examineAudit(await open.settings.readAudit(settingsId), {
    signingKeys: KEYS,
    settingsId,
    newest: there.content.revision + 1,
  })
  expect(problems.map(({ kind }) => kind)).toContain('fork')
}, 60_000)

test('a receiver that was away for 50 changes by two admins at once follows at once', async () => {
  await open.settings.enableUrl(LOAN, BY)
  const near = await receiver('near')
  await near.stop()
  const other = createSettings(open.client, { signingKeys: KEYS, taskQueue: open.taskQueue })
  for (let round = 0; round < 25; round += 1) {
    await Promise.all([
      open.settings.enableUrl(`left-${round}`, BY),
      other.enableUrl(`right-${round}`, { ...BY, actor: 'cli:bob' }),
    ])
  }
  const again = await receiver('near')
  await waitFor('the last of them', () => Object.keys(again.current()?.startNodes ?? {}).length === 51)
  expect(again.status()).toMatchObject({ alarm: null, revision: 51 })
}, 120_000)

test('a head is handed to a receiver that Temporal shows nothing new, and what does not follow changes nothing', async () => {
  await open.settings.enableUrl(LOAN, BY)
  const point = await markPoint()
  const near = await receiver('near')
  const closed = await open.settings.disableUrl(LOAN, BY)
  const { head } = await shown()
  await resetTo(point)
  expect(await near.offer(head as SettingsHead)).toBe(true)
  expect(near.current()).toEqual(closed)
  const stranger = signed({ ...closed, revision: 99 }, [randomBytes(32)])
  expect(await near.offer(stranger.head)).toBe(false)
  expect(await near.offer(signed({ ...closed, revision: 99 }).head)).toBe(false)
  expect(near.current()).toEqual(closed)
}, 60_000)
