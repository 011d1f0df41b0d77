/** The settings are the same after everything was killed, in whatever order the parts come back; then they can be changed. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loanBody } from '../helpers/loan-body.ts'
import {
  type StackProcess,
  type StackProcesses,
  type StackReceiver,
  startStackProcesses,
} from '../helpers/stack-processes.ts'
import { startnode } from '../helpers/startnode.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'loan-approved'
const authorization = `Basic ${Buffer.from('mambu:pass-word').toString('base64')}`
let stack: StackProcesses
let worker: StackProcess
let receiver: StackReceiver
let path: string
let aliasPath: string
const revoked: string[] = []

/** Runs a command that must succeed; gives the path of the URL it prints, if any. */
async function run(args: readonly string[], input?: string): Promise<string> {
  const end = await startnode([...args, '--json'], input, stack.env)
  expect(end).toMatchObject({ code: 0 })
  const { url } = JSON.parse(end.stdout) as { url?: string }
  return url ? new URL(url).pathname : ''
}

async function post(to: string, headers: Record<string, string> = { authorization }): Promise<number> {
  const body = loanBody(`LN-${randomBytes(4).toString('hex')}`)
  return (await fetch(receiver.url + to, { method: 'POST', headers, body })).status
}

beforeAll(async () => {
  const env = { ENCRYPTION_KEYS: randomBytes(32).toString('hex') }
  stack = await startStackProcesses({ temporal: 'own', env })
  worker = await stack.addWorker()
  path = await stack.openDirectUrl(PROCESS)
  await run(['auth', PROCESS, 'basic', '--user', 'mambu'], 'pass-word')
  await run(['alias', 'create', 'loans', '--process', PROCESS])
  aliasPath = await run(['alias', 'enable', 'loans'])
  receiver = await stack.addReceiver()
})

afterAll(() => stack?.stop())

type Part = 'temporal' | 'worker' | 'receiver'

test.each<[Part, Part, Part]>([
  ['temporal', 'worker', 'receiver'],
  ['receiver', 'temporal', 'worker'],
  ['worker', 'receiver', 'temporal'],
])(
  'they come back as %s, %s, %s',
  async (...order) => {
    revoked.push(path)
    path = await run(['rotate', PROCESS])
    await waitFor('the receiver goes by it', async () => (await post(path)) === 200)
    await Promise.all([receiver.end('SIGKILL'), worker.end('SIGKILL')])
    await stack.temporal.end('SIGKILL')

    // A worker waits for Temporal; a receiver goes by what it keeps.
    const starting: Promise<void>[] = []
    for (const part of order) {
      const started = { temporal: stack.temporal, worker, receiver }[part].start()
      if (part === 'worker') starting.push(started)
      else await started
    }
    await Promise.all(starting)
    expect([await post(path), await post(aliasPath)]).toEqual([200, 200])
    expect([await post(path, {}), await post(aliasPath, {})]).toEqual([401, 401])
    for (const old of revoked) expect(await post(old)).toBe(403)
  },
  150_000,
)
