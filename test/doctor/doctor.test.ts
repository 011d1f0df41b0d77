/** The doctor names each thing that would refuse a webhook, with what to do, and finds nothing wrong where nothing is. */
import { randomBytes } from 'node:crypto'
import { Client, type Connection } from '@temporalio/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { DoctorParts } from '../../src/doctor/doctor-parts.ts'
import type { Finding } from '../../src/doctor/doctor-report.ts'
import { runDoctor } from '../../src/doctor/run-doctor.ts'
import type { ForwarderStatus } from '../../src/forwarder/forwarder-contract.ts'
import { sealText } from '../../src/keys/sealed-text.ts'
import type { Task } from '../../src/process/task.ts'
import { createRequestMetrics } from '../../src/requests/request-metrics.ts'
import { sealAuth } from '../../src/settings/seal-auth.ts'
import {
  completeSnapshot,
  DEFAULT_INTAKE,
  type PartialSnapshot,
  type SettingsSnapshot,
} from '../../src/settings/snapshot.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import { createClientOptions } from '../../src/temporal/codec/client-letters.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

type AnyProcess = (task: Task<unknown>) => Promise<void>

const KEYS = [randomBytes(32)]
const SEALS = createClientOptions({ keys: KEYS, configured: true })
const GENERATION = 'ab'.repeat(16)
let connection: Connection
let parts: Omit<DoctorParts, 'snapshot'>

beforeAll(async () => {
  connection = openPatientConnection({ address: temporalAddress() })
  await registerSearchAttributes(connection, 'doctor')
  parts = {
    publicUrl: 'https://hooks.example.com',
    signingKeys: KEYS,
    encryptionKeys: KEYS,
    startNodes: new Map([['plain', startNode<AnyProcess>('plain', { title: 'Plain', input: z.object({}) })]]),
    client: new Client({ connection, namespace: 'doctor', ...SEALS }),
    connection,
    namespace: 'doctor',
    taskQueue: 'doctor-nobody',
    alarm: null,
    inbox: null,
    forwarder: null,
    keys: null,
  }
})
afterAll(() => connection?.close())

function snapshotWith(more: Partial<PartialSnapshot>): SettingsSnapshot {
  return completeSnapshot({ settingsId: 'x', revision: 1, startNodes: {}, ...more })
}

const on = { generation: GENERATION, accepted: [] }
const variable = (value: string, keys = KEYS) => ({
  id: 1,
  type: 'json' as const,
  secret: true,
  value: sealText(keys, value),
})
const basic = (pass: string, keys = KEYS) => sealAuth(keys, { type: 'basic', user: 'u', pass })

async function examine(
  snapshot: SettingsSnapshot | null,
  more: Partial<DoctorParts> = {},
): Promise<{ refuses: number; findings: Finding[] }> {
  return runDoctor({ ...parts, snapshot, ...more })
}

const bad = ({ findings }: { findings: Finding[] }) =>
  findings
    .filter(({ state }) => state === 'refuses')
    .map(({ area, subject, message }) => [area, subject, message])

test('payloads in clear are named, with what they allow', async () => {
  const client = new Client({ connection, namespace: 'doctor' })
  const { findings } = await examine(snapshotWith({}), { client })
  expect(findings.find(({ subject }) => subject === 'Temporal')).toMatchObject({
    state: 'warning',
    message: expect.stringContaining('forge results'),
  })
})

test('a URL that is on, with credentials from a variable, is reached; one that is off is off by choice', async () => {
  const healthy = snapshotWith({
    startNodes: { plain: { ...on, auth: basic('{{env_var[@hook].pass}}') } },
    aliases: { hooks: { title: 'Hooks', process: 'plain', ...on } },
    variables: { hook: variable('{"pass":"secret"}') },
  })
  const report = await examine(healthy)
  expect(report.refuses).toBe(0)
  expect(report.findings).toContainEqual(
    expect.objectContaining({ area: 'process', subject: 'plain', state: 'ok' }),
  )
  expect(report.findings).toContainEqual(
    expect.objectContaining({ area: 'alias', subject: '@hooks', state: 'ok' }),
  )
  expect(JSON.stringify(report)).not.toContain('secret')
  const off = await examine(snapshotWith({}))
  expect(off.refuses).toBe(0)
  expect(off.findings).toContainEqual(
    expect.objectContaining({
      area: 'process',
      state: 'off',
      advice: expect.stringContaining('startnode enable plain'),
    }),
  )
})

describe('each broken thing is named', () => {
  const BROKEN: readonly (readonly [string, Partial<PartialSnapshot>, readonly (readonly string[])[]])[] = [
    [
      'a process the code does not have',
      { startNodes: { gone: on } },
      [['process', 'gone', "The code has no process 'gone' (403)"]],
    ],
    [
      'an alias linked to nothing',
      { aliases: { loose: { title: 'Loose', process: null, ...on } } },
      [['alias', '@loose', 'It is linked to no process (403)']],
    ],
    [
      'an alias of a process the code does not have',
      { aliases: { old: { title: 'Old', process: 'gone', ...on } } },
      [['alias', '@old', "The code has no process 'gone' (403)"]],
    ],
    [
      'a missing variable',
      { startNodes: { plain: { ...on, auth: basic('{{env_var[@none].pass}}') } } },
      [
        [
          'process',
          'plain',
          "Its credentials can't be given: {{env_var[@none].pass}}: there is no such variable (401)",
        ],
      ],
    ],
    [
      'a key that the variable does not have',
      {
        startNodes: { plain: { ...on, auth: basic('{{env_var[@hook].other}}') } },
        variables: { hook: variable('{"pass":"secret"}') },
      },
      [
        [
          'process',
          'plain',
          "Its credentials can't be given: {{env_var[@hook].other}}: the variable has no such place (401)",
        ],
      ],
    ],
    [
      'an empty password',
      {
        startNodes: { plain: { ...on, auth: basic('{{env_var[@hook].pass}}') } },
        variables: { hook: variable('{"pass":""}') },
      },
      [['process', 'plain', "Its credentials can't be given: a value is empty (401)"]],
    ],
  ]

  test.each(BROKEN)('%s', async (_, broken, expected) => {
    const report = await examine(snapshotWith(broken))
    expect(bad(report)).toEqual(expected)
    expect(report.refuses).toBe(expected.length)
    for (const { state, advice } of report.findings) if (state === 'refuses') expect(advice).toBeTruthy()
    expect(JSON.stringify(report)).not.toContain('secret')
  })

  test('credentials and variables that no key here opens', async () => {
    const others = [randomBytes(32)]
    const report = await examine(
      snapshotWith({
        startNodes: { plain: { ...on, auth: basic('secret', others) } },
        variables: { hook: variable('{"pass":"secret"}', others) },
      }),
    )
    expect(bad(report)).toEqual([['process', 'plain', expect.stringContaining('encrypted with the key')]])
    expect(report.findings).toContainEqual(
      expect.objectContaining({ area: 'variable', subject: 'hook', state: 'warning' }),
    )
  })

  test('settings that are not there, keys that are not there, an inbox that takes nothing', async () => {
    const counts = { records: 9, perProcess: {}, stuck: 2, oldestReceivedAt: null, usedBytes: 0, mapBytes: 1 }
    const report = await examine(null, {
      signingKeys: [],
      inbox: { counts: () => counts, isWritable: () => false },
      forwarder: {
        status: () => ({ state: 'blocked', reason: 'namespace not found' }) as ForwarderStatus,
      },
    })
    expect(bad(report).map(([area, subject]) => [area, subject])).toEqual([
      ['keys', 'SIGNING_KEYS'],
      ['settings', 'namespace doctor'],
      ['inbox', 'inbox'],
    ])
    const warnings = report.findings.filter(({ state }) => state === 'warning')
    expect(warnings.map(({ subject }) => subject)).toEqual(['task queue doctor-nobody', 'stuck', 'forwarder'])
    expect(warnings[2]?.message).toContain('namespace not found')
  })

  test('search attributes that are missing', async () => {
    const namespace = `bare-${randomBytes(4).toString('hex')}`
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    })
    await waitFor('the finding', async () => {
      const { findings } = await examine(snapshotWith({}), { namespace })
      return findings[0]?.message.startsWith('Search attributes are missing: MpoProcess')
    })
  })

  test('a paused process and foreign settings', async () => {
    const { findings } = await examine(
      snapshotWith({ startNodes: { plain: { ...on, intake: { ...DEFAULT_INTAKE, paused: true } } } }),
      { alarm: { code: 'settings_foreign', message: 'Temporal has the settings y' } },
    )
    expect(findings.filter(({ state }) => state === 'warning').map(({ message }) => message)).toEqual([
      expect.stringContaining('No worker takes workflows and activities'),
      'Temporal has the settings y',
      'It is paused: deliveries wait in the inbox',
    ])
  })

  test('a Temporal that is away is a warning: webhooks are accepted all the same', async () => {
    const dead = openPatientConnection({ address: '127.0.0.1:1' })
    const client = new Client({ connection: dead, namespace: 'doctor' })
    const report = await examine(snapshotWith({ startNodes: { plain: on } }), { client, connection: dead })
    expect(report.refuses).toBe(0)
    expect(report.findings[0]).toMatchObject({ area: 'temporal', state: 'warning' })
    await dead.close()
  })
})

test('senders that give no delivery key, or one for all, are named with what to switch on', async () => {
  const metrics = createRequestMetrics()
  const keysFound = async () =>
    (await examine(snapshotWith({}), { keys: metrics })).findings.filter(({ area }) => area === 'key')
  const came = (key: string | null, digest?: string) =>
    metrics.identified({ process: 'plain', key, ...(digest === undefined ? {} : { digest }) })
  // Retries of one event have its key and its body.
  for (let time = 0; time < 5; time += 1) came('k', 'd1')
  expect(await keysFound()).toEqual([])
  came('k', 'd2')
  expect(await keysFound()).toMatchObject([
    { subject: 'plain', state: 'warning', message: expect.stringContaining('had the same one') },
  ])
  came('other', 'd3')
  expect(await keysFound()).toEqual([])
  for (let time = 0; time < 3; time += 1) came(null)
  expect(await keysFound()).toMatchObject([
    {
      message: expect.stringContaining('3 of 10'),
      advice: expect.stringContaining('idempotency in webhook headers'),
    },
  ])
})
