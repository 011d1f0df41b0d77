/**
 * A task that never gives its worker back, and one that eats the memory, in `startnode dev` as people run it: neither ends
 * the process, the receiver or other tasks, now or at the next start.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, type Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { directUrlPath } from '../../src/direct-url/direct-url.ts'
import { checkStuck } from '../../src/doctor/check-stuck.ts'
import type { DoctorParts } from '../../src/doctor/doctor-parts.ts'
import { signDirectUrl } from '../../src/keys/signature.ts'
import { createSettings } from '../../src/settings/settings-client.ts'
import { startNodeState } from '../../src/settings/snapshot.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { type Child, plainEnv, startChild } from '../helpers/child-process.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { bundleFileIn } from '../helpers/workflow-bundle.ts'

const STARTS_WITHIN_MS = 120_000
/** A quarter of a minute where nothing else runs. */
const LASTS_MS = 240_000
const namespace = 'poison'
const key = '7b'.repeat(32)
const signingKeys = [Buffer.from(key, 'hex')]
const folder = mkdtempSync(join(tmpdir(), 'startnode-poison-'))
const PROCESSES = ['loop', 'eater', 'plain']

let dev: Child
let env: NodeJS.ProcessEnv
let connection: Connection
let client: Client
const paths = new Map<string, string>()

beforeAll(async () => {
  const workflows = fileURLToPath(new URL('poison-processes', import.meta.url))
  env = {
    ...plainEnv(),
    // Little, so that the memory is used up soon
    NODE_OPTIONS: '--max-old-space-size=600',
    WORKFLOWS_DIR: workflows,
    WORKFLOW_BUNDLE: await bundleFileIn(workflows),
    STATE_DIR: join(folder, 'state'),
    SIGNING_KEYS: key,
    PORT: String(await findFreePort()),
    ADMIN_PORT: String(await findFreePort()),
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE: namespace,
    LOG_LEVEL: 'warn',
  }
  connection = openPatientConnection({ address: temporalAddress() })
  client = new Client({ connection, namespace })
  await startDev()
  const settings = createSettings(client.workflow, { signingKeys })
  for (const process of PROCESSES) {
    const snapshot = await settings.enableUrl(process, { actor: 'test', keys: signingKeys })
    const generation = startNodeState(snapshot, process).generation as string
    paths.set(
      process,
      directUrlPath(process, signDirectUrl(signingKeys[0] as Buffer, 'process', process, generation)),
    )
  }
})

afterAll(async () => {
  await connection?.close()
  await dev?.end()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

async function startDev(): Promise<void> {
  dev = startChild(['bin/startnode.js', 'dev'], { env })
  await waitFor(
    'startnode dev is ready',
    () => !dev.isRunning() || dev.stderr().includes('Ready.'),
    STARTS_WITHIN_MS - 10_000,
  )
  expect(dev.stderr()).toContain('Ready.')
}

async function send(process: string, id: string): Promise<number> {
  const headers = { 'content-type': 'application/json' }
  const url = `http://127.0.0.1:${env.PORT}${paths.get(process)}`
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ id }) })).status
}

const taskOf = (process: string, ref: string) => client.workflow.getHandle(`${process}/r/${ref}`)

async function resultOf(ref: string): Promise<unknown> {
  await waitFor(`task ${ref} is there`, () => taskOf('plain', ref).describe(), 60_000)
  return taskOf('plain', ref).result()
}

/** What the worker says of a run that stopped it: a line with its time, and fields in the lines below. */
const saidOf = (process: string) =>
  dev
    .stderr()
    .split(/^(?=\[\d\d:)/m)
    .filter((entry) => entry.includes('workflow_poison') && entry.includes(`"${process}/r/bad"`))

test(
  'others come to their end, the receiver accepts, and the worker names the task',
  async () => {
    await waitFor('the direct URLs are on', async () => (await send('plain', 'first')) === 200)
    expect(await resultOf('first')).toEqual({ id: 'first' })
    for (const process of ['loop', 'eater'] as const) {
      expect(await send(process, 'bad')).toBe(200)
      expect(await send('plain', `with-${process}`)).toBe(200)
      await waitFor(`${process} is named`, () => saidOf(process).length > 0, 60_000)
      expect(await resultOf(`with-${process}`)).toEqual({ id: `with-${process}` })
      expect(await send('plain', `after-${process}`)).toBe(200)
      expect(await resultOf(`after-${process}`)).toEqual({ id: `after-${process}` })
      expect(await taskOf(process, 'bad').describe()).toMatchObject({ status: { name: 'RUNNING' } })
    }
    expect(dev.isRunning()).toBe(true)
    const named = await waitFor('the doctor names both', async () => {
      const found = await checkStuck({ client, namespace } as DoctorParts)
      const tasks = found.filter(({ area }) => area === 'task')
      return tasks.length === 2 ? tasks : null
    })
    for (const process of ['eater', 'loop'])
      expect(named).toContainEqual({
        area: 'task',
        subject: `${process}/r/bad`,
        state: 'warning',
        message: expect.stringContaining(`${process}: It can not take its next step: `),
        advice: expect.stringContaining(`temporal workflow terminate --namespace ${namespace} --workflow-id`),
      })
    expect(dev.stderr()).not.toContain('The worker ended')
  },
  LASTS_MS,
)

test(
  'the next start is not killed by them either',
  async () => {
    await dev.end()
    await startDev()
    expect(await send('plain', 'next')).toBe(200)
    expect(await resultOf('next')).toEqual({ id: 'next' })
    expect(dev.isRunning()).toBe(true)
  },
  LASTS_MS,
)
