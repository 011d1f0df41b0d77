/**
 * The drills of docs/operations.md, each step a command: Temporal from an older copy, a receiver's folder from an older copy, a
 * fresh receiver. Nothing that was revoked comes back by itself, and somebody hears of it.
 */
import { randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signAdminToken } from '../../src/users/admin-token.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { loanBody } from '../helpers/loan-body.ts'
import {
  type StackProcess,
  type StackProcesses,
  type StackReceiver,
  startStackProcesses,
} from '../helpers/stack-processes.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'loan-approved'
let stack: StackProcesses
let worker: StackProcess
let receiver: StackReceiver
let admin: string
/** Paths of the direct URL, one after the other. */
const paths: string[] = []
/** Ids of tasks that came after the copy of Temporal. */
const gone: string[] = []

beforeAll(async () => {
  stack = await startStackProcesses({ temporal: 'own' })
  worker = await stack.addWorker()
  paths.push(await stack.openDirectUrl(PROCESS))
  const adminPort = await findFreePort()
  admin = `http://127.0.0.1:${adminPort}`
  receiver = await stack.addReceiver({ ADMIN_PORT: String(adminPort) })
})

afterAll(() => stack?.stop())

/** Runs a command as on the machine of the receiver. */
function run(...args: string[]) {
  return stack.run(args, { env: { ADMIN_URL: admin, STATE_DIR: receiver.stateDir } })
}

async function rotate(): Promise<void> {
  const end = await run('rotate', PROCESS, '--json')
  expect(end).toMatchObject({ code: 0 })
  expect(end.stderr).toContain(`In force: the receiver at ${admin}`)
  paths.push(new URL((JSON.parse(end.stdout) as { url: string }).url).pathname)
}

async function answers(at: StackReceiver = receiver): Promise<number[]> {
  return Promise.all(
    paths.map(async (path) => {
      const body = loanBody(`LN-${randomBytes(4).toString('hex')}`)
      return (await fetch(at.url + path, { method: 'POST', body })).status
    }),
  )
}

interface Missing {
  readonly missing: readonly { readonly taskId: string }[]
}

/** Its `obj_id`. */
async function sendLoan(body: string): Promise<string> {
  const answer = await fetch(receiver.url + (paths.at(-1) as string), { method: 'POST', body })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { ops: { obj_id: string } }).ops.obj_id
}

/** Temporal has it; the forwarder forgets it then. */
function untilForwarded(taskId: string): Promise<unknown> {
  return waitFor(`${taskId} in Temporal`, async () => (await run('task', PROCESS, taskId)).code === 0, 60_000)
}

async function alarms(at: StackReceiver = receiver): Promise<string> {
  const { alarms = [] } = (await (await fetch(`${at.url}/readyz`)).json()) as { alarms?: string[] }
  return alarms.join()
}

/** The database of Temporal, which must not run. */
function copyDatabase(direction: 'out' | 'back'): void {
  const folder = dirname(stack.env.STATE_DIR as string)
  const files = readdirSync(folder).filter((name) => /^temporal\.db(?:-wal|-shm)?$/.test(name))
  for (const name of files.filter((file) => !file.endsWith('.old'))) {
    const [from, to] = direction === 'out' ? [name, `${name}.old`] : [`${name}.old`, name]
    if (existsSync(join(folder, from))) copyFileSync(join(folder, from), join(folder, to))
  }
}

test('a command that changes the settings is in force on the receiver when it returns', async () => {
  await rotate()
  expect(await answers()).toEqual([403, 200])
}, 60_000)

test('Temporal restored from a back-up: the alarm, nothing revoked lives, one command puts it right', async () => {
  const known = await sendLoan(loanBody('LN-KNOWN'))
  await untilForwarded(known)
  await stack.temporal.end()
  copyDatabase('out')
  const copiedAt = new Date().toISOString()
  await stack.temporal.start()
  copyFileSync(join(receiver.stateDir, 'settings.json'), join(receiver.stateDir, 'settings.older.json'))
  await waitFor('changes again', async () => (await run('alias', 'create', 'loans')).code === 0, 60_000)
  await rotate()
  expect(await answers()).toEqual([403, 403, 200])
  for (const ref of ['LN-GONE-1', 'LN-GONE-2', 'LN-GONE-2']) gone.push(await sendLoan(loanBody(ref)))
  for (const taskId of gone) await untilForwarded(taskId)

  // It remembers tasks of the time that is lost
  await worker.end()
  await stack.temporal.end()
  copyDatabase('back')
  await stack.temporal.start()
  await worker.start()
  await waitFor('the alarm', async () => /older/.test(await alarms()), 60_000)
  expect(await answers()).toEqual([403, 403, 200])
  expect((await run('doctor')).stdout).toMatch(/~ settings[^\n]*older/)
  const refused = await run('disable', PROCESS)
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.stderr).toContain('settings_behind')

  await waitFor('the restore', async () => (await run('setup', '--restore')).code === 0, 60_000)
  await waitFor('the end of the alarm', async () => (await alarms()) === '')
  expect(await answers()).toEqual([403, 403, 200])
  expect((await run('audit')).stderr).toMatch(/gap: Temporal tells nothing of revision/)
  const token = signAdminToken(Buffer.from(stack.env.SIGNING_KEYS as string, 'hex'), 'cli:drill')
  const seen = await fetch(`${admin}/admin/v1/doctor`, { headers: { authorization: `Bearer ${token}` } })
  const isGap = ({ subject }: { subject: string }) => subject === 'audit, gap'
  const { findings } = (await seen.json()) as { findings: { subject: string }[] }
  expect(findings.filter(isGap)).toMatchObject([{ area: 'settings', state: 'warning' }])
  const told = JSON.parse((await run('doctor', '--json')).stdout) as { findings: { subject: string }[] }
  expect(told.findings.filter(isGap)).toHaveLength(1)

  const list = async (...more: string[]) => {
    const end = await run('inbox', 'missing', '--since', copiedAt, '--json', ...more)
    return { code: end.code, ...(JSON.parse(end.stdout) as Missing) }
  }
  const shown = await list()
  expect(shown.code).toBe(1)
  const missing = shown.missing.map(({ taskId }) => taskId)
  expect(missing).toEqual(expect.arrayContaining(gone))
  expect(missing).not.toContain(known)
  const done = await list('--forward')
  expect(done).toMatchObject({ code: 0, forwarded: { forwarded: missing.length, left: 0, stuck: 0 } })
  expect(await list()).toMatchObject({ code: 0, missing: [] })
  for (const taskId of gone) expect(await run('task', PROCESS, taskId)).toMatchObject({ code: 0 })
  expect((await run('task', PROCESS, 'LN-GONE-1')).stdout).toContain('/r/LN-GONE-1')

  await rotate()
  expect(await answers()).toEqual([403, 403, 403, 200])
}, 240_000)

test('a receiver whose folder is an older copy follows at once; a fresh one is told what it must have reached', async () => {
  const end = await run('setup')
  const atLeast = /SETTINGS_AT_LEAST=(\S+)/.exec(end.stderr)?.[1] as string
  const fresh = await stack.addReceiver({ SETTINGS_AT_LEAST: atLeast })
  const older = await stack.addReceiver({}, join(receiver.stateDir, 'settings.older.json'))
  for (const at of [fresh, older]) {
    await waitFor('the newest settings', async () => (await answers(at)).join() === '403,403,403,200')
    expect(await alarms(at)).toBe('')
  }
}, 120_000)
