/** `startnode dev` outlives the end of its Temporal, and finds its way after an end of its own: with real kills. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { Client, type Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readTask } from '../../src/tasks/read-task.ts'
import { findTemporal } from '../../src/temporal/dev/find-temporal.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { buildProject, bundleOf } from '../helpers/built-project.ts'
import { type Child, type ChildEnd, plainEnv, startChild } from '../helpers/child-process.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { killWatcher } from '../helpers/kill-watcher.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'loan-approved'
const STARTS_WITHIN_MS = 120_000
const stateDir = mkdtempSync(join(tmpdir(), 'startnode-dev-'))
const dbFile = join(stateDir, 'temporal.db')
let startnode: string
let env: NodeJS.ProcessEnv
let dev: Child
let url: string
let connection: Connection
let client: Client

beforeAll(async () => {
  const binary = await findTemporal({ stateDir: '.startnode' })
  const built = await buildProject()
  startnode = join(built, 'bin', 'startnode.js')
  env = {
    ...plainEnv(),
    PATH: [dirname(binary), process.env.PATH].join(delimiter),
    STATE_DIR: stateDir,
    PORT: String(await findFreePort()),
    ADMIN_PORT: String(await findFreePort()),
    TEMPORAL_DEV_PORT: String(await findFreePort()),
    LOG_LEVEL: 'info',
    WORKFLOW_BUNDLE: bundleOf(built),
  }
  connection = openPatientConnection({ address: `127.0.0.1:${env.TEMPORAL_DEV_PORT}` })
  client = new Client({ connection })
  await startDev()
  url = (await run('enable', PROCESS)).stdout.trim()
})

afterAll(async () => {
  await connection?.close()
  await dev?.end()
  rmSync(stateDir, { recursive: true, force: true, maxRetries: 3 })
})

async function startDev(): Promise<void> {
  dev = startChild([startnode, 'dev'], { env })
  await said(/^Ready/m)
}

const said = (what: RegExp) =>
  waitFor(`startnode dev says ${what}`, () => what.test(dev.stderr()), STARTS_WITHIN_MS)

async function run(...args: string[]): Promise<ChildEnd & { stdout: string; stderr: string }> {
  const child = startChild([startnode, ...args], { env })
  const end = await child.ended
  return { ...end, stdout: child.stdout(), stderr: child.stderr() }
}

async function send(loan: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-notifications-idempotency-key': loan }
  // The amount of the loan LNAC0503 of the stand-in; it knows no other one that is sent here
  const body = JSON.stringify({ ...JSON.parse(loanBody(loan)), float_amount: 12_500 })
  return (await fetch(url, { method: 'POST', headers, body })).status
}

const taskOf = (loan: string) => client.workflow.getHandle(`${PROCESS}/r/${loan}`)
const resultOf = (loan: string) => taskOf(loan).result() as Promise<{ state: string }>

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const temporalPid = () => (JSON.parse(readFileSync(`${dbFile}.pid.json`, 'utf8')) as { pid: number }).pid

test('Temporal is killed: it comes back by itself, deliveries are accepted meanwhile, open tasks go on', async () => {
  await waitFor('the direct URL is on', async () => (await send('LNAC0503')) === 200)
  await waitFor('the task waits for its approval', async () =>
    (await readTask(client, taskOf('LNAC0503'))).trace?.some(({ state }) => state === 'waiting'),
  )
  process.kill(temporalPid(), 'SIGKILL')
  await said(/^Temporal ended \(SIGKILL\)\. It is started again/m)
  expect(await send('LNAC0504')).toBe(200)
  await said(/^Temporal is back$/m)

  await taskOf('LNAC0503').signal('approve', { by: 'bob', decision: 'approve' })
  expect(await resultOf('LNAC0503')).toMatchObject({ state: 'disbursed' })
  await waitFor('the task of the delivery meanwhile', () => taskOf('LNAC0504').describe())
  expect(await resultOf('LNAC0504')).toMatchObject({ state: 'rejected' })
  // Read by a person, also through a pipe: lines, without colours there.
  await said(/^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: request accepted/m)
  expect(dev.stderr()).not.toMatch(/^\{"level"/m)
  expect(dev.stderr()).not.toContain('\u001b')
})

test('another `startnode dev` is refused for its port, on another one for this STATE_DIR, and harms nothing', async () => {
  const same = await run('dev')
  expect(same.code).toBe(1)
  expect(same.stderr).toContain(`Port ${env.PORT} on 127.0.0.1 is in use`)
  const ports = { PORT: String(await findFreePort()), ADMIN_PORT: '0' }
  const other = startChild([startnode, 'dev'], { env: { ...env, ...ports } })
  expect((await other.ended).code).toBe(1)
  expect(other.stderr()).toContain(`Process ${dev.pid} already runs Temporal on ${dbFile}`)
  expect(await send('LNAC0505')).toBe(200)
  await waitFor('its task', () => resultOf('LNAC0505'))
})

test('killed beside its Temporal, the next start stops the one left behind, says so, and has all tasks', async () => {
  const left = temporalPid()
  killWatcher(dev.pid)
  await dev.end('SIGKILL')
  await startDev()
  expect(dev.stderr()).toContain(
    `Stopped the Temporal of an earlier run that was still there (process ${left})`,
  )
  await waitFor('its end', () => !isAlive(left))
  expect(await resultOf('LNAC0503')).toMatchObject({ state: 'disbursed' })
})

test('a Temporal that can not come back ends `startnode dev`, in order, with its last words', async () => {
  const pid = temporalPid()
  rmSync(dbFile)
  mkdirSync(dbFile)
  process.kill(pid, 'SIGKILL')
  expect((await dev.ended).code).toBe(1)
  expect(dev.stderr()).toMatch(/5 times in a row[\s\S]*last lines[\s\S]*database[\s\S]*part_failed/)
  expect(dev.stderr()).toContain('Stopped; nothing is left behind.')
})
