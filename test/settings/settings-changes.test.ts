/** Aliases, variables, auth and intake as they are changed on a real server. */
import proto from '@temporalio/proto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { checkAuth } from '../../src/direct-url/check-auth.ts'
import { openText } from '../../src/keys/sealed-text.ts'
import { findReferences } from '../../src/settings/find-references.ts'
import { resolveSecrets } from '../../src/settings/resolve-secrets.ts'
import { createSettings } from '../../src/settings/settings-client.ts'
import {
  aliasState,
  completeSnapshot,
  type SettingsSnapshot,
  startNodeState,
} from '../../src/settings/snapshot.ts'
import { ENCRYPTION_KEYS, KEYS, type OpenSettings, openSettings } from '../helpers/open-settings.ts'

const PROCESS = 'loan-approved'
const BY = { actor: 'cli:alice', keys: KEYS }
const SECRET_BY = { ...BY, encryptionKeys: ENCRYPTION_KEYS }
const UNPROVED = { actor: 'nobody' }
const refused = { code: 'settings_refused' }

let open: OpenSettings
beforeAll(async () => {
  open = await openSettings('settings-5')
  await open.startWorker()
})
beforeEach(async () => {
  await open.replace()
})
afterAll(() => open.close())

function passes(snapshot: SettingsSnapshot, user: string, pass: string): boolean {
  const authorization = `Basic ${Buffer.from(`${user}:${pass}`).toString('base64')}`
  try {
    const resolve = resolveSecrets(snapshot, ENCRYPTION_KEYS)
    checkAuth(startNodeState(snapshot, PROCESS).auth, { authorization }, resolve)
    return true
  } catch {
    return false
  }
}

test('an alias is linked, re-linked and renamed; only a rename gives it another direct URL', async () => {
  const { settings } = open
  await settings.createAlias('loans', { title: 'Loans', process: null }, BY)
  await expect(settings.createAlias('loans', { title: '', process: null }, BY)).rejects.toMatchObject(refused)
  const on = await settings.enableUrl('@loans', BY)
  const generation = aliasState(on, 'loans')?.generation
  expect(generation).toMatch(/^[0-9a-f]{32}$/)
  await settings.linkAlias('loans', PROCESS, BY)
  await settings.unlinkAlias('loans', BY)
  await expect(settings.linkAlias('loans', PROCESS, UNPROVED)).rejects.toMatchObject(refused)
  const linked = await settings.linkAlias('loans', 'dunning', BY)
  expect(aliasState(linked, 'loans')).toMatchObject({ process: 'dunning', generation })
  const renamed = await settings.renameAlias('loans', 'loans-2', BY)
  expect(aliasState(renamed, 'loans')).toBeNull()
  expect(aliasState(renamed, 'loans-2')).toMatchObject({ process: 'dunning', title: 'Loans' })
  await expect(settings.enableUrl('@loans', BY)).rejects.toMatchObject(refused)
  const deleted = await settings.deleteAlias('loans-2', BY)
  expect(deleted.aliases).toEqual({})
  expect(await settings.read()).toEqual(deleted)
})

test('credentials in a variable follow it; no auth forgets them; nothing in Temporal has them in clear', async () => {
  const { settings } = open
  const json = (pass: string) =>
    ({ type: 'json', secret: true, value: JSON.stringify({ user: 'canary-u', pass }) }) as const
  await settings.setVariable('webhook-var', json('canary-1'), SECRET_BY)
  const auth = {
    type: 'basic',
    user: '{{env_var[@webhook-var].user}}',
    pass: '{{env_var[@webhook-var].pass}}',
  } as const
  const first = await settings.setAuth(PROCESS, auth, SECRET_BY)
  expect(passes(first, 'canary-u', 'canary-1')).toBe(true)
  const second = await settings.setVariable('webhook-var', json('canary-2'), SECRET_BY)
  expect(passes(second, 'canary-u', 'canary-1')).toBe(false)
  expect(passes(second, 'canary-u', 'canary-2')).toBe(true)
  const gone = await settings.deleteVariable('webhook-var', BY)
  expect(passes(gone, 'canary-u', 'canary-2')).toBe(false)
  await expect(settings.setAuth(PROCESS, { type: 'none' }, { ...SECRET_BY, keys: [] })).rejects.toMatchObject(
    refused,
  )
  expect(startNodeState(await settings.setAuth(PROCESS, { type: 'none' }, SECRET_BY), PROCESS).auth).toEqual({
    type: 'none',
  })

  const history = await open.client.getHandle('startnode-settings').fetchHistory()
  const { History } = proto.temporal.api.history.v1
  const bytes = Buffer.from(History.encode(history).finish()).toString('latin1')
  expect(bytes).toContain('webhook-var')
  expect(bytes).not.toContain('canary')
})

test('a secret without an encryption key is not sent at all', async () => {
  const options = { ...BY, encryptionKeys: [] }
  const secret = { type: 'raw', secret: true, value: 'canary' } as const
  await expect(open.settings.setVariable('token', secret, options)).rejects.toMatchObject({
    code: 'encryption_key_missing',
  })
  expect((await open.settings.read())?.revision).toBe(0)
})

test('pausing needs no proof, going on does; the rest of the intake stays', async () => {
  const { settings } = open
  await settings.setIntake(PROCESS, { perSecond: 5, answers: 'mpo' }, BY)
  const paused = await settings.setIntake(PROCESS, { paused: true }, UNPROVED)
  expect(startNodeState(paused, PROCESS).intake).toMatchObject({ paused: true, perSecond: 5, answers: 'mpo' })
  await expect(settings.setIntake(PROCESS, { paused: false }, UNPROVED)).rejects.toMatchObject(refused)
  await expect(settings.setIntake(PROCESS, { paused: true, sources: [] }, UNPROVED)).rejects.toMatchObject(
    refused,
  )
  const on = await settings.setIntake(PROCESS, { paused: false }, BY)
  expect(startNodeState(on, PROCESS).intake).toMatchObject({ paused: false, perSecond: 5 })
})

test('what still says the name of an alias is found before it is renamed, and no value is told', async () => {
  const { settings } = open
  await settings.createAlias('loans', { title: '', process: PROCESS }, BY)
  await settings.enableUrl('@loans', BY)
  await settings.setVariable('target', { type: 'raw', secret: false, value: 'canary @loans' }, SECRET_BY)
  // Whether a secret one says it would tell something of its value.
  await settings.setVariable('hidden', { type: 'raw', secret: true, value: 'canary @loans' }, SECRET_BY)
  const snapshot = await settings.setVariable(
    'other',
    { type: 'raw', secret: false, value: '@loans-2' },
    SECRET_BY,
  )
  const found = findReferences(snapshot, 'loans', (sealed) => openText(ENCRYPTION_KEYS, sealed))
  expect(found).toEqual([
    expect.stringMatching(/variable target says @loans/),
    expect.stringMatching(/direct URL of @loans is refused/),
    expect.stringMatching(/can't be known/),
  ])
  expect(found.join()).not.toContain('canary')
})

test('500 processes, 500 aliases and 200 variables stay below 1 MiB and are read within 1 s', async () => {
  const secrets = Array.from({ length: 200 }, (_, index) => `v1.01234567.${String(index).padStart(120, 'A')}`)
  const accepted = [{ pathHash: 'a'.repeat(64), until: null, note: 'mpo.example.com 31754' }]
  const many = <T>(count: number, name: string, make: (index: number) => T) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}-${index}`, make(index)]))
  const big = completeSnapshot({
    settingsId: 's',
    revision: 1,
    startNodes: many(500, 'process', (index) => ({
      generation: 'f'.repeat(32),
      accepted,
      auth: { type: 'basic', user: secrets[index % 200] as string, pass: secrets[index % 200] as string },
    })),
    aliases: many(500, 'alias', (index) => ({
      title: `Alias ${index}`,
      process: `process-${index}`,
      generation: 'f'.repeat(32),
      accepted,
    })),
    variables: many(200, 'variable', (index) => ({
      id: index + 1,
      type: 'raw',
      secret: true,
      value: secrets[index] as string,
    })),
    nextVariableId: 201,
  })
  expect(JSON.stringify(big).length).toBeLessThan(1_048_576)
  await open.replace(big)
  const settings = createSettings(open.client, { signingKeys: KEYS })
  // It has a deadline of 2 s
  const read = await settings.read()
  expect(Object.keys(read?.startNodes ?? {})).toHaveLength(500)
  const changed = await open.settings.disableUrl('@alias-499', BY)
  expect(aliasState(changed, 'alias-499')?.generation).toBeNull()
})
