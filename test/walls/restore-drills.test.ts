/**
 * The drills of docs/operations.md, each step a command: Temporal from an older copy, a receiver's folder from an older copy, a
 * fresh receiver. Nothing that was revoked comes back by itself, and somebody hears of it.
 */
import { randomBytes } from 'node:crypto'
import { copyFileSync, existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findFreePort } from '../helpers/free-port.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { type StackProcesses, type StackReceiver, startStackProcesses } from '../helpers/stack-processes.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'loan-approved'
let stack: StackProcesses
let receiver: StackReceiver
let admin: string
/** Paths of the direct URL, one after the other. */
const paths: string[] = []

beforeAll(async () => {
  stack = await startStackProcesses({ temporal: 'own' })
  await stack.addWorker()
  paths.push(await stack.openDirectUrl(PROCESS))
  const adminPort = await findFreePort()
  admin = `http://127.0.0.1:${adminPort}`
  receiver = await stack.addReceiver({ ADMIN_PORT: String(adminPort) })
}, 240_000)

afterAll(() => stack?.stop())

/** Runs a command on the machine of the receiver. */
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
  await stack.temporal.end()
  copyDatabase('out')
  await stack.temporal.start()
  copyFileSync(join(receiver.stateDir, 'settings.json'), join(receiver.stateDir, 'settings.older.json'))
  await waitFor('changes again', async () => (await run('alias', 'create', 'loans')).code === 0, 60_000)
  await rotate()
  expect(await answers()).toEqual([403, 403, 200])

  await stack.temporal.end()
  copyDatabase('back')
  await stack.temporal.start()
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
