/** What changes in the folder of the processes is live in a running `startnode dev`; what does not run leaves the old one at work. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, type Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MODIFY_SIGNAL } from '../../src/process/callback-signal.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { type Child, type ChildEnd, plainEnv, startChild } from '../helpers/child-process.ts'
import { copyProject } from '../helpers/copy-project.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const STARTS_WITHIN_MS = 120_000
const NAMESPACE = 'live'
let project: string
let env: NodeJS.ProcessEnv
let dev: Child
let connection: Connection
let client: Client
const urls = new Map<string, string>()

const write = (name: string, text: string) => writeFileSync(join(project, 'workflows', name), text)

/** Waits for a callback, then says which text it has. */
function diagram(id: number, says: string): string {
  const nodeId = (n: number) => `5f00${id}00000000000000${n}00`
  const node = (n: number, obj_type: number, title: string, logics: object[]) => ({
    id: nodeId(n),
    obj_type,
    condition: { logics, semaphors: [] },
    title,
    description: '',
    x: 100,
    y: 100 * n,
    extra: '{}',
    options: obj_type === 2 ? '{"save_task":true}' : null,
  })
  const go = (n: number) => ({ type: 'go', to_node_id: nodeId(n) })
  const wait = { type: 'api_callback', is_sync: true, obj_id_path: 'obj_id' }
  const set = { type: 'set_param', extra: { says }, extra_type: { says: 'string' } }
  return JSON.stringify({
    obj_type: 1,
    obj_id: id,
    parent_id: 1,
    title: 'Says',
    description: '',
    status: 'active',
    params: [],
    ref_mask: false,
    conv_type: 'process',
    scheme: {
      nodes: [
        node(1, 1, 'Start', [go(2)]),
        node(2, 0, 'Wait', [wait, go(3)]),
        node(3, 0, 'Say', [set, go(4)]),
        node(4, 2, 'End', []),
      ],
      web_settings: [[], []],
    },
  })
}

const greetCode = (body: string) => `import type { Task } from '../../src/process/task.ts'
import { node, waitForSignal } from '../../src/workflows/nodes/index.ts'
import { polite } from './polite.ts'

export async function greet(task: Task<{ name: string }>) {
${body}
}
`
const GREETS = "  const text = await node('Greet', () => polite('Hello '.concat(task.data.name)))"
const WAITS = "  await waitForSignal('Wait', { signal: 'on', timeoutMs: 3_600_000, read: () => true })"
const START = `import { z } from 'zod'
import { startNode } from '../../src/start-node/start-node.ts'
import { name } from './name.ts'
import type { greet } from './greet.ts'

export default startNode<typeof greet>('greet', { title: 'Greet', input: z.object({ name }) })
`

beforeAll(async () => {
  project = await copyProject({ processes: false })
  mkdirSync(join(project, 'workflows', 'greet'), { recursive: true })
  write('8001-says.conv.json', diagram(8001, 'one'))
  write('greet/greet.ts', greetCode(`${GREETS}\n  return { text }`))
  write('greet/polite.ts', "export const polite = (text: string) => text.concat('.')\n")
  write('greet/name.ts', "import { z } from 'zod'\n\nexport const name = z.string()\n")
  write('greet/greet.start.ts', START)
  addToIndex("export { greet } from './greet/greet.ts'\n")
  env = {
    ...plainEnv(),
    STATE_DIR: join(project, '.startnode'),
    PORT: String(await findFreePort()),
    ADMIN_PORT: String(await findFreePort()),
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE: NAMESPACE,
    LOG_LEVEL: 'info',
  }
  env.ADMIN_URL = `http://127.0.0.1:${env.ADMIN_PORT}`
  connection = openPatientConnection({ address: temporalAddress() })
  client = new Client({ connection, namespace: NAMESPACE })
  dev = startChild([join(project, 'bin', 'startnode.js'), 'dev'], { env, cwd: project })
  await said(/^Ready/m, STARTS_WITHIN_MS)
  for (const process of ['8001-says', 'greet']) await open(process)
})

afterAll(async () => {
  await connection?.close()
  await dev?.end()
  rmSync(project, { recursive: true, force: true, maxRetries: 3 })
})

function addToIndex(line: string): void {
  const index = join(project, 'workflows', 'index.ts')
  writeFileSync(index, readFileSync(index, 'utf8') + line)
}

const said = (what: RegExp, withinMs = 60_000) =>
  waitFor(
    `startnode dev says ${what}: ${dev.stderr().slice(-2_000)}`,
    () => what.exec(dev.stderr()),
    withinMs,
  )

/** What it says from now on. */
function listen(): (what: RegExp) => Promise<RegExpExecArray> {
  const from = dev.stderr().length
  return (what) =>
    waitFor(`startnode dev says ${what}`, () => {
      if (!dev.isRunning()) throw new Error(`It ended: ${dev.stderr().slice(-2_000)}`)
      return what.exec(dev.stderr().slice(from))
    })
}

/** The worker that goes may have the settings in hand, on a busy machine for longer than the command waits: one tries again. */
const open = (process: string): Promise<string> =>
  waitFor(`${process} is switched on`, async () => {
    const child = startChild([join(project, 'bin', 'startnode.js'), 'enable', process], { env, cwd: project })
    const { code }: ChildEnd = await child.ended
    if (code !== 0) throw new Error(child.stderr())
    urls.set(process, child.stdout().trim())
    return child.stderr()
  })

async function post(process: string, body: object): Promise<{ status: number; task: string }> {
  const headers = { 'content-type': 'application/json' }
  const url = urls.get(process) as string
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  const answer = (await response.json()) as { ops?: { obj_id?: string } }
  return { status: response.status, task: `${process}/t/${answer.ops?.obj_id}` }
}

const stands = (task: string, node: string) =>
  waitFor(`${task} stands at ${node}`, async () => {
    const { searchAttributes } = await client.workflow.getHandle(task).describe()
    return String(searchAttributes.MpoNode ?? '').includes(node)
  })

/** A delivery becomes a task a moment after it was accepted. */
async function resultOf(task: string): Promise<object> {
  const handle = client.workflow.getHandle(task)
  await waitFor(`${task} has begun`, () => handle.describe())
  return handle.result() as Promise<object>
}
const goOn = (task: string) => client.workflow.getHandle(task).signal(MODIFY_SIGNAL, {})
const greets = async (name: string) => resultOf((await post('greet', { name })).task)

test('a changed diagram: the next task runs the new version, an open one keeps its own', async () => {
  const before = await post('8001-says', {})
  expect(before.status).toBe(200)
  await stands(before.task, 'Wait')
  const hears = listen()
  write('8001-says.conv.json', diagram(8001, 'two'))
  const [line] = await hears(/^Live after .*$/m)
  expect(line).toMatch(/8001-says \(version [0-9a-f]{16}; open tasks keep theirs\)/)
  const after = await post('8001-says', {})
  await stands(after.task, 'Wait')
  for (const { task } of [before, after]) await goOn(task)
  expect(await resultOf(before.task)).toMatchObject({ data: { says: 'one' } })
  expect(await resultOf(after.task)).toMatchObject({ data: { says: 'two' } })
})

test('changed code, and what it imports: the next task runs it, and the input is checked as it says now', async () => {
  expect(await greets('Ada')).toEqual({ text: 'Hello Ada.' })
  const hears = listen()
  write('greet/polite.ts', "export const polite = (text: string) => text.concat('!')\n")
  write('greet/name.ts', "import { z } from 'zod'\n\nexport const name = z.string().min(3)\n")
  expect((await hears(/^Live after .*$/m))[0]).toMatch(/s: greet$/)
  expect(await greets('Ada')).toEqual({ text: 'Hello Ada!' })
  expect((await post('greet', { name: 'Al' })).status).toBe(422)
})

test.each([
  ['no TypeScript', 'export const polite = (text: string) => ;\n', /polite\.ts:1/],
  [
    'what the sandbox has not',
    "import { readFileSync } from 'node:fs'\nexport const polite = (path: string) => readFileSync(path).toString()\n",
    /node:fs/,
  ],
  [
    'a module that throws',
    "export const polite = (text: string) => text\nthrow new Error('not today')\n",
    /not today.*polite\.ts:2/,
  ],
])('%s: it says so once, with the place, and what was there before goes on', async (_what, code, place) => {
  const hears = listen()
  write('greet/polite.ts', code)
  const [text] = await hears(/^Not live: [\s\S]*is tried again\.$/m)
  expect(text).toMatch(place)
  expect(text.match(/Not live/g)).toHaveLength(1)
  expect(await greets('Ada')).toEqual({ text: 'Hello Ada!' })
  const then = listen()
  write('greet/polite.ts', "export const polite = (text: string) => text.concat('!')\n")
  await then(/as it was; what runs is up to date$/m)
})

test('a new process is served once it is switched on, and refused when it is gone again', async () => {
  const hears = listen()
  write('8002-later.conv.json', diagram(8002, 'later'))
  await hears(/^Live after .*8002-later \(new; `startnode enable 8002-later`/m)
  expect(await open('8002-later')).not.toContain('does not know')
  const { status, task } = await post('8002-later', {})
  expect(status).toBe(200)
  await stands(task, 'Wait')
  const then = listen()
  rmSync(join(project, 'workflows', '8002-later.conv.json'))
  await then(/^8002-later is gone from the workflows: .* 1 open task can not go on/m)
  expect((await post('8002-later', {})).status).toBe(403)
})

test('open tasks that the changed code can not replay are counted and named', async () => {
  const hears = listen()
  write('greet/greet.ts', greetCode(`${WAITS}\n${GREETS}\n  return { text }`))
  await hears(/^Live after .*greet$/m)
  const { task } = await post('greet', { name: 'Ada' })
  await stands(task, 'Wait')
  const then = listen()
  write('greet/greet.ts', greetCode(`${GREETS}\n  return { text }`))
  const [text, id, reason] = await then(
    /^1 open task does not fit the changed code of greet \(1 replayed\)[^\n]*\n {2}(\S+): (.+)$/m,
  )
  expect({ text, id }).toMatchObject({ id: task })
  expect(reason).toMatch(/[Nn]ondeterminism/)
  expect(await greets('Ada')).toEqual({ text: 'Hello Ada!' })
  await client.workflow.getHandle(task).terminate()
})

test('changed activities are taken too; some that can not be loaded leave the ones before', async () => {
  const file = join(project, 'activities', 'index.ts')
  const text = readFileSync(file, 'utf8')
  const hears = listen()
  writeFileSync(file, `${text}\nexport const broken = ;\n`)
  const [said] = await hears(/^Not live: [\s\S]*is tried again\.$/m)
  expect(said).toMatch(/activities\/index\.ts:\d+/)
  const then = listen()
  writeFileSync(file, `${text}\nexport const more = 1\n`)
  await then(/^Changed: activities\/index\.ts: a worker with it starts$/m)
  await then(/^Live after/m)
  expect(await greets('Ada')).toEqual({ text: 'Hello Ada!' })
})

test('Ctrl-C, which reaches its children too, ends it in order; nothing of it is left', async () => {
  const children = childrenOf(dev.pid)
  expect(children.length).toBeGreaterThan(0)
  for (const pid of children) process.kill(pid, 'SIGINT')
  expect(await greets('Ada')).toEqual({ text: 'Hello Ada!' })
  expect((await dev.end('SIGINT', 60_000)).code).toBe(0)
  expect(dev.stderr()).toContain('Stopped; nothing is left behind.')
  await waitFor('their end', () => children.every((pid) => !isAlive(pid)))
})

test('killed with SIGKILL it leaves no worker behind', async () => {
  dev = startChild([join(project, 'bin', 'startnode.js'), 'dev'], { env, cwd: project })
  await said(/^Worker on task queue/m, STARTS_WITHIN_MS)
  const children = childrenOf(dev.pid)
  expect(children.length).toBeGreaterThan(0)
  await dev.end('SIGKILL')
  await waitFor('their end', () => children.every((pid) => !isAlive(pid)))
})

/** The workers of a `startnode dev`; compilers are children of it too. */
function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.filter((pid) => {
    try {
      const isChild = new RegExp(`^PPid:\\s+${parent}$`, 'm').test(
        readFileSync(`/proc/${pid}/status`, 'utf8'),
      )
      return isChild && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker-child')
    } catch {
      return false
    }
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
