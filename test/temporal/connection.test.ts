import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectClientLazily, connectWorker } from '../../src/temporal/connection.ts'
import { loadTemporalOptions } from '../../src/temporal/temporal-options.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { temporalAddress } from '../helpers/temporal.ts'

let directory: string
let profiles: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'startnode-connection-'))
  profiles = join(directory, 'temporal.toml')
  await writeFile(
    profiles,
    [
      '[profile.default]',
      'address = "from-file:7233"',
      '[profile.cloud]',
      'address = "bank.a1b2c.tmprl.cloud:7233"',
      'namespace = "bank.a1b2c"',
      'api_key = "key-of-the-file"',
    ].join('\n'),
  )
})
afterAll(() => rm(directory, { recursive: true }))

/** Without the profiles of whoever runs the tests. */
const load = (env: Record<string, string>) =>
  loadTemporalOptions({ HOME: directory, XDG_CONFIG_HOME: directory, ...env })

test('with nothing set: the local server, and a dev server is needed', () => {
  expect(load({ TEMPORAL_ADDRESS: '' })).toEqual({
    connectionOptions: { address: '127.0.0.1:7233' },
    namespace: 'default',
    addressConfigured: false,
  })
})

test('TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE are used', () => {
  const options = load({ TEMPORAL_ADDRESS: 'temporal:7233', TEMPORAL_NAMESPACE: 'loans' })
  expect(options).toMatchObject({ namespace: 'loans', addressConfigured: true })
  expect(options.connectionOptions).toEqual({ address: 'temporal:7233' })
})

test('a profile of a file gives address, namespace, API key and TLS; the environment wins', () => {
  const env = { TEMPORAL_CONFIG_FILE: profiles, TEMPORAL_PROFILE: 'cloud' }
  expect(load(env)).toEqual({
    connectionOptions: { address: 'bank.a1b2c.tmprl.cloud:7233', apiKey: 'key-of-the-file', tls: true },
    namespace: 'bank.a1b2c',
    addressConfigured: true,
  })
  expect(load({ ...env, TEMPORAL_NAMESPACE: 'other' }).namespace).toBe('other')
  expect(load({ TEMPORAL_CONFIG_FILE: profiles }).connectionOptions.address).toBe('from-file:7233')
})

test('client certificates are read from their files', async () => {
  const [cert, key] = [join(directory, 'client.pem'), join(directory, 'client.key')]
  await Promise.all([writeFile(cert, 'the certificate'), writeFile(key, 'the key')])
  const { connectionOptions } = load({
    TEMPORAL_ADDRESS: 'temporal:7233',
    TEMPORAL_TLS_CLIENT_CERT_PATH: cert,
    TEMPORAL_TLS_CLIENT_KEY_PATH: key,
  })
  const { clientCertPair } = connectionOptions.tls as { clientCertPair: { crt: Uint8Array; key: Uint8Array } }
  expect(Buffer.from(clientCertPair.crt).toString()).toBe('the certificate')
  expect(Buffer.from(clientCertPair.key).toString()).toBe('the key')
})

test.each([
  ['an unknown profile', { TEMPORAL_PROFILE: 'nowhere' }, /nowhere/],
  ['an API key without an address', { TEMPORAL_API_KEY: 'secret-key' }, /TEMPORAL_ADDRESS/],
  [
    'a missing certificate',
    { TEMPORAL_ADDRESS: 'a:1', TEMPORAL_TLS_CLIENT_CERT_PATH: '/no/file' },
    /no\/file/,
  ],
])('%s is said, and no secret with it', (_, env, message) => {
  expect(() => load(env)).toThrow(expect.objectContaining({ code: 'config_invalid' }))
  expect(() => load(env)).toThrow(message)
  expect(() => load(env)).not.toThrow(/secret-key/)
})

test('a client connects at its first call', async () => {
  const connection = connectClientLazily(load({ TEMPORAL_ADDRESS: temporalAddress() }))
  expect(await connection.workflowService.getSystemInfo({})).toHaveProperty('serverVersion')
  await connection.close()
})

test('a connection closed while calls wait for a retry lets them end first, and no error escapes', async () => {
  const connection = connectClientLazily(load({ TEMPORAL_ADDRESS: `127.0.0.1:${await findFreePort()}` }))
  const calls = Promise.allSettled(
    [300, 900].map((ms) =>
      connection.withDeadline(Date.now() + ms, () => connection.workflowService.getSystemInfo({})),
    ),
  )
  await connection.close()
  expect((await calls).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})

test('a connection with a deadline for its calls gives up by itself', async () => {
  const options = { connectionOptions: { address: `127.0.0.1:${await findFreePort()}` } }
  const connection = connectClientLazily({ ...loadTemporalOptions({}), ...options }, 300)
  const begin = performance.now()
  // Far longer than its own: only the one of the connection counts
  const call = connection.withDeadline(Date.now() + 60_000, () =>
    connection.workflowService.getSystemInfo({}),
  )
  await expect(call).rejects.toMatchObject({ code: expect.any(Number) })
  expect(performance.now() - begin).toBeLessThan(10_000)
  await connection.close()
})

test('a worker waits for Temporal to come up, but not for ever', async () => {
  const down = load({ TEMPORAL_ADDRESS: `127.0.0.1:${await findFreePort()}` })
  const retries: string[] = []
  await expect(
    connectWorker(down, { deadlineMs: 600, onRetry: (reason) => retries.push(reason) }),
  ).rejects.toMatchObject({ code: 'temporal_unreachable' })
  expect(retries.length).toBeGreaterThan(0)

  const connection = await connectWorker(load({ TEMPORAL_ADDRESS: temporalAddress() }))
  await connection.close()
})
