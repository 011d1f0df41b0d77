/** The configuration names every problem at once, and no message repeats a key. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { drawKeys } from '../src/boot/draw-keys.ts'
import { loadConfig } from '../src/config.ts'
import type { ConfigInvalidError } from '../src/errors/start-errors.ts'
import { parseEncryptionKeys } from '../src/keys/encryption-keys.ts'

const SIGNING_KEYS = 'a5'.repeat(32)
const ENCRYPTION_KEYS = `${'5a'.repeat(32)},${Buffer.alloc(32, 7).toString('base64')}`

let STATE_DIR: string
beforeEach(() => {
  STATE_DIR = mkdtempSync(join(tmpdir(), 'startnode-config-'))
})
afterEach(() => rmSync(STATE_DIR, { recursive: true }))

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig({ STATE_DIR, ...env })
    return []
  } catch (error) {
    return (error as ConfigInvalidError).problems.map(({ path }) => path)
  }
}

test('production needs signing and encryption keys, and says both at once', () => {
  expect(problemsOf({ NODE_ENV: 'production' })).toEqual(['SIGNING_KEYS', 'ENCRYPTION_KEYS'])
  expect(problemsOf({ NODE_ENV: 'production', SIGNING_KEYS, ENCRYPTION_KEYS })).toEqual([])
})

test('only proved decisions count in production, any in development, unless said otherwise', () => {
  const production = { STATE_DIR, NODE_ENV: 'production', SIGNING_KEYS, ENCRYPTION_KEYS }
  expect(loadConfig(production).approvals).toBe('proved')
  expect(loadConfig({ ...production, APPROVALS: 'any' }).approvals).toBe('any')
  expect(loadConfig({ STATE_DIR, SIGNING_KEYS }).approvals).toBe('any')
  expect(loadConfig({ STATE_DIR, SIGNING_KEYS, APPROVALS: 'proved' }).approvals).toBe('proved')
  expect(problemsOf({ SIGNING_KEYS, APPROVALS: 'some' })).toEqual(['APPROVALS'])
})

test('in development both are drawn once, for the owner only, and count as not configured', () => {
  drawKeys(STATE_DIR)
  const drawn = loadConfig({ STATE_DIR })
  expect(drawn.encryption).toMatchObject({ configured: false, keys: [expect.any(Buffer)] })
  expect(drawn.encryption.keys[0]).toHaveLength(32)
  expect(drawn.encryption.keys[0]).not.toEqual(drawn.signingKeys[0])
  for (const name of ['signing-keys', 'encryption-keys']) {
    expect(statSync(join(STATE_DIR, name)).mode & 0o777).toBe(0o600)
  }
  drawKeys(STATE_DIR)
  expect(loadConfig({ STATE_DIR }).encryption.keys).toEqual(drawn.encryption.keys)
})

test('drawn keys are not for production', () => {
  drawKeys(STATE_DIR)
  expect(problemsOf({ NODE_ENV: 'production' })).toEqual(['SIGNING_KEYS', 'ENCRYPTION_KEYS'])
})

test('given encryption keys count as configured, by environment or file; without any, development goes on', () => {
  const keys = parseEncryptionKeys(ENCRYPTION_KEYS)
  const configured = { keys, configured: true }
  expect(keys).toHaveLength(2)
  expect(loadConfig({ STATE_DIR, SIGNING_KEYS, ENCRYPTION_KEYS }).encryption).toEqual(configured)
  const file = join(STATE_DIR, 'given')
  writeFileSync(file, ENCRYPTION_KEYS.replace(',', '\n'))
  const byFile = { STATE_DIR, SIGNING_KEYS, ENCRYPTION_KEYS_FILE: file }
  expect(loadConfig(byFile).encryption).toEqual(configured)
  expect(loadConfig({ STATE_DIR, SIGNING_KEYS }).encryption).toEqual({ keys: [], configured: false })
})

test.each([
  ['a short one', 'canary'.padEnd(40, '0'), /30 bytes: it needs exactly 32/],
  ['a long one', 'c'.repeat(66), /33 bytes: it needs exactly 32/],
  ['a pass phrase', 'correct horse battery staple canary', /neither hex nor base64/],
])('%s is no encryption key; the message does not repeat it', (_, text, message) => {
  let thrown: unknown
  try {
    loadConfig({ STATE_DIR, SIGNING_KEYS, ENCRYPTION_KEYS: text })
  } catch (error) {
    thrown = error
  }
  expect(String(thrown)).toMatch(message)
  expect(String(thrown)).not.toContain(text)
})

test('a file that can not be read is named by its variable', () => {
  const ENCRYPTION_KEYS_FILE = join(STATE_DIR, 'none')
  expect(problemsOf({ SIGNING_KEYS, ENCRYPTION_KEYS_FILE })).toEqual(['ENCRYPTION_KEYS_FILE'])
})

test('a worker version has a deployment name and a build, or there is none', () => {
  const given = { STATE_DIR, SIGNING_KEYS }
  expect(loadConfig(given).workerVersion).toBeNull()
  const DEPLOYMENT_NAME = 'startnode'
  const version = { deploymentName: 'startnode', buildId: '0.1.0+abc' }
  expect(loadConfig({ ...given, DEPLOYMENT_NAME, BUILD_ID: '0.1.0+abc' }).workerVersion).toEqual(version)
  expect(problemsOf({ ...given, DEPLOYMENT_NAME })).toEqual(['DEPLOYMENT_NAME'])
  // Temporal writes a version `<name>.<build>`
  expect(problemsOf({ ...given, DEPLOYMENT_NAME: 'start.node', BUILD_ID: '1' })).toEqual(['DEPLOYMENT_NAME'])
})

test('ACCEPT_UNBOUND_UNTIL goes with encryption keys', () => {
  const given = { STATE_DIR, SIGNING_KEYS, ACCEPT_UNBOUND_UNTIL: '2027-03-01T00:00:00Z' }
  expect(problemsOf(given)).toEqual(['ACCEPT_UNBOUND_UNTIL'])
  const { encryption } = loadConfig({ ...given, ENCRYPTION_KEYS: 'cd'.repeat(32) })
  expect(encryption).toMatchObject({
    configured: true,
    acceptUnboundUntil: Date.parse('2027-03-01T00:00:00Z'),
  })
  expect(problemsOf({ ...given, ACCEPT_UNBOUND_UNTIL: 'for ever' })).toContain('ACCEPT_UNBOUND_UNTIL')
})

test('Mambu is a base with a key, or with user and password', () => {
  const given = { STATE_DIR, SIGNING_KEYS }
  const MAMBU_BASE_URL = 'https://tenant.mambu.com/api'
  const [MAMBU_API_KEY, MAMBU_USER, MAMBU_PASSWORD] = ['{{env_var[@mambu].key}}', 'api', 'secret']
  const mambuOf = (env: object) => loadConfig({ ...given, ...env }).mambu
  expect(mambuOf({})).toBeNull()
  expect(mambuOf({ MAMBU_BASE_URL, MAMBU_API_KEY })).toEqual({
    baseUrl: MAMBU_BASE_URL,
    apiKey: MAMBU_API_KEY,
  })
  expect(mambuOf({ MAMBU_BASE_URL, MAMBU_USER, MAMBU_PASSWORD })).toEqual({
    baseUrl: MAMBU_BASE_URL,
    basic: { user: 'api', password: 'secret' },
  })
  for (const [wrong, path] of [
    [{ MAMBU_BASE_URL }, 'MAMBU_BASE_URL'],
    [{ MAMBU_API_KEY }, 'MAMBU_BASE_URL'],
    [{ MAMBU_USER, MAMBU_PASSWORD }, 'MAMBU_BASE_URL'],
    [{ MAMBU_BASE_URL, MAMBU_USER }, 'MAMBU_USER'],
    [{ MAMBU_BASE_URL, MAMBU_API_KEY, MAMBU_USER, MAMBU_PASSWORD }, 'MAMBU_API_KEY'],
  ] as const)
    expect(problemsOf({ ...given, ...wrong })).toEqual([path])
})

test('credentials of Mambu come from files too, an empty one is not set, one that is not there is named', () => {
  const dir = mkdtempSync(join(tmpdir(), 'startnode-secrets-'))
  try {
    const file = (name: string, text: string) => {
      writeFileSync(join(dir, name), text)
      return join(dir, name)
    }
    const env = { SIGNING_KEYS: 'ab'.repeat(32), MAMBU_BASE_URL: 'https://tenant.mambu.com/api' }
    const key = { MAMBU_API_KEY_FILE: file('key', 'the-key\n'), MAMBU_PASSWORD_FILE: file('none', '\n') }
    expect(loadConfig({ ...env, ...key }).mambu).toMatchObject({ apiKey: 'the-key' })
    // A byte order mark is an editor's, in whatever file; UTF-16 is what PowerShell writes.
    const marked = (name: string, text: string) => file(name, `\ufeff${text}\r\n`)
    const edited = loadConfig({
      ...env,
      SIGNING_KEYS: '',
      SIGNING_KEYS_FILE: marked('signing', 'ab'.repeat(32)),
      ENCRYPTION_KEYS_FILE: marked('encryption', 'cd'.repeat(32)),
      MAMBU_API_KEY_FILE: marked('marked-key', 'the-key'),
    })
    expect(edited.signingKeys).toEqual([Buffer.alloc(32, 0xab)])
    expect(edited.encryption.keys).toEqual([Buffer.alloc(32, 0xcd)])
    expect(edited.mambu).toMatchObject({ apiKey: 'the-key' })
    writeFileSync(join(dir, 'wide'), Buffer.from('\ufeffthe-key', 'utf16le'))
    expect(() => loadConfig({ ...env, MAMBU_API_KEY_FILE: join(dir, 'wide') })).toThrow('UTF-16')
    const basic = { MAMBU_USER: 'api', MAMBU_PASSWORD_FILE: file('pass', 'pass word') }
    expect(loadConfig({ ...env, ...basic }).mambu).toMatchObject({ basic: { password: 'pass word' } })
    expect(() => loadConfig({ ...env, MAMBU_API_KEY_FILE: join(dir, 'gone') })).toThrow('MAMBU_API_KEY_FILE')
  } finally {
    rmSync(dir, { recursive: true })
  }
})
