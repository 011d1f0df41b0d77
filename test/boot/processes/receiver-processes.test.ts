/** Several receiver processes on one port: what any of them acknowledged becomes a task, whoever of them dies or is no more. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { refWorkflowId } from '../../../src/process/ids/workflow-id.ts'
import { loanBody } from '../../helpers/loan-body.ts'
import {
  type StackProcesses,
  type StackReceiver,
  startStackProcesses,
} from '../../helpers/stack-processes.ts'
import { startnode } from '../../helpers/startnode.ts'
import { waitFor } from '../../helpers/wait-for.ts'

const PROCESS = 'loan-approved'
const THREE = ['--processes', '3']
/** Nobody listens there. */
const NO_TEMPORAL = { TEMPORAL_ADDRESS: '127.0.0.1:1' }
let stack: StackProcesses
let path: string
let settings: string

beforeAll(async () => {
  const env = { ENCRYPTION_KEYS: randomBytes(32).toString('hex') }
  stack = await startStackProcesses({ temporal: 'own', inMemory: true, env })
  const worker = await stack.addWorker()
  path = await stack.openDirectUrl(PROCESS)
  await worker.end()
  const receiver = await stack.addReceiver()
  settings = join(receiver.stateDir, 'settings.json')
  await waitFor('the settings are kept', () => existsSync(settings))
  await receiver.end()
})

afterAll(() => stack?.stop())

/** Each over a connection of its own, so that each process gets some. @returns the refs that were acknowledged */
async function send({ url }: StackReceiver, amount: number): Promise<string[]> {
  const refs = Array.from({ length: amount }, () => `LN-${randomBytes(6).toString('hex')}`)
  const answers = await Promise.all(
    refs.map((ref) =>
      fetch(url + path, { method: 'POST', body: loanBody(ref), headers: { connection: 'close' } }),
    ),
  )
  expect(answers.map(({ status }) => status)).toEqual(refs.map(() => 200))
  return refs
}

async function areStarted(refs: readonly string[]): Promise<void> {
  for (const ref of refs) {
    const workflowId = refWorkflowId(PROCESS, ref)
    await waitFor(
      `the task of ${ref}`,
      async () => (await stack.client.describeRun({ workflowId, deadlineMs: 5_000 })) !== null,
      60_000,
    )
  }
}

/** The processes that the first one has started. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/).map(Number)
}

test('each has an inbox, takes its part, and comes back when it is killed', async () => {
  const receiver = await stack.addReceiver({}, settings, THREE)
  await waitFor('all are ready', () => receiver.log().includes('all receiver processes are ready'))
  await areStarted(await send(receiver, 30))
  const inbox = join(receiver.stateDir, 'inbox')
  for (const dir of [inbox, join(inbox, 'process-2'), join(inbox, 'process-3')])
    expect(existsSync(join(dir, 'data.mdb'))).toBe(true)

  const [, killed = 0] = childrenOf(receiver.child().pid)
  process.kill(killed, 'SIGKILL')
  await waitFor('it is back', () => /Receiver process \d is back/.test(receiver.log()), 60_000)
  expect(childrenOf(receiver.child().pid)).toHaveLength(3)
  await areStarted(await send(receiver, 12))

  expect(await receiver.end()).toEqual({ code: 0, signal: null })
  expect(receiver.log().match(/"msg":"receiver stopped"/g)).toHaveLength(3)
}, 240_000)

test('what they acknowledged is forwarded when there are fewer of them, and their first has the inbox of a single one', async () => {
  const three = await stack.addReceiver(NO_TEMPORAL, settings, THREE)
  await waitFor('all are ready', () => three.log().includes('all receiver processes are ready'))
  const refs = await send(three, 30)
  // What is acknowledged is on the disk: nobody has to end in order for it
  await three.end('SIGKILL')

  const one = await stack.addReceiver({ STATE_DIR: three.stateDir })
  await areStarted(refs)
  await waitFor('the inboxes are let go', () => (one.log().match(/still holds/g) ?? []).length === 2)
  await areStarted(await send(one, 3))
  expect(await one.end()).toEqual({ code: 0, signal: null })
}, 240_000)

test('one that can not start ends them all at once, with the reason', async () => {
  const taken = createServer()
  await once(taken.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void taken.close())
  const { port } = taken.address() as AddressInfo
  const { code, stderr } = await stack.run(['receiver', '--processes', '2'], { env: { PORT: String(port) } })
  expect(code).toBe(1)
  expect(stderr).toContain('port_in_use')
  expect(stderr).toContain('part_failed')
  for (const later of ['are ready', 'started again']) expect(stderr).not.toContain(later)
  for (const wrong of ['0', '65', 'two'])
    expect(await startnode(['receiver', '--processes', wrong], '', stack.env)).toMatchObject({ code: 2 })
}, 120_000)
