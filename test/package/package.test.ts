/** The package as others get it: packed, installed into a project, used in its own worker and its own Express app. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Client, Connection, type WorkflowFailedError } from '@temporalio/client'
import { publint } from 'publint'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCodeBlocks } from '../docs/code-blocks.ts'
import { type Child, plainEnv, startChild } from '../helpers/child-process.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { buildPackage, runIn } from './build-package.ts'

const NAMESPACE = 'package'
const TASK_QUEUE = `package-${randomBytes(4).toString('hex')}`
const root = mkdtempSync(join(tmpdir(), 'startnode-package-'))
const project = join(root, 'project')
const npmEnv = { ...process.env, npm_config_update_notifier: 'false' }
let tarball: string
let env: NodeJS.ProcessEnv
let app: Child | undefined
let connection: Connection

beforeAll(async () => {
  tarball = await buildPackage(join(root, 'built'))
  copyProjectOf(readFileSync('docs/package.md', 'utf8'), project)
  const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund']
  await runIn(project, 'npm', ['install', ...options, tarball], npmEnv)
  const port = await findFreePort()
  env = {
    ...plainEnv(),
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SIGNING_KEYS: randomBytes(32).toString('hex'),
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE: NAMESPACE,
    TASK_QUEUE,
    LOG_LEVEL: 'warn',
    WORKFLOWS_DIR: 'dist/workflows',
  }
  connection = await Connection.connect({ address: temporalAddress() })
}, 240_000)

afterAll(async () => {
  await app?.end()
  await connection?.close()
  rmSync(root, { recursive: true, force: true, maxRetries: 3 })
})

interface PackageJson {
  readonly version: string
  readonly dependencies: Record<string, string>
  readonly devDependencies: Record<string, string>
}

const readPackage = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as PackageJson

/** Copies the project that the page shows: TypeScript says its file in its first line, JSON has it in the line before. */
function copyProjectOf(page: string, folder: string): void {
  const files = [
    ...readCodeBlocks(page)
      .filter(({ language }) => language === 'ts')
      .map(({ text }) => [text.slice(3, text.indexOf('\n')), text] as const),
    ...[...page.matchAll(/^`([\w./-]+)`.*:\n\n```json\n([\s\S]*?)^```$/gm)].map(
      ([, file = '', text = '']) => [file, text] as const,
    ),
  ]
  for (const [file, text] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), `${text}\n`)
  }
  // `npm install` writes into the other one.
  writeFileSync(join(folder, 'package.json.copied'), readFileSync(join(folder, 'package.json')))
}

test('publint finds nothing to say', async () => {
  const { buffer, byteOffset, byteLength } = readFileSync(tarball)
  const packed = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
  const { messages } = await publint({ pack: { tarball: packed } })
  expect(messages).toEqual([])
})

test('the types of every entry resolve, and the project compiles', async () => {
  await runIn(project, 'npm', ['run', 'build', '--silent'], npmEnv)
})

test('the page names the versions that this package has', () => {
  const ours = readPackage('package.json')
  const { dependencies, devDependencies } = readPackage(join(project, 'package.json.copied'))
  const known: Record<string, string> = {
    ...ours.dependencies,
    ...ours.devDependencies,
    startnode: ours.version,
  }
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect([name, version]).toEqual([name, known[name]])
})

test('every process has its example body in the package, as it is in the sources', () => {
  const examples = readdirSync('workflows', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.example.json'),
  )
  expect(examples.length).toBeGreaterThan(5)
  for (const file of examples) {
    const numbers = (text: string) => text.match(/-?\d[\d.eE+-]*|"[^"]*"/g)
    const packed = join(project, 'node_modules/startnode/dist/workflows', file)
    expect([file, existsSync(packed)]).toEqual([file, true])
    expect(numbers(readFileSync(packed, 'utf8'))).toEqual(
      numbers(readFileSync(join('workflows', file), 'utf8')),
    )
  }
})

test('the package has the console built, each of its files also packed for the wire', () => {
  const assets = join(project, 'node_modules/startnode/dist/console/assets')
  const files = readdirSync(assets)
  const plain = files.filter((file) => !/\.(?:br|gz)$/.test(file))
  expect(plain.length).toBeGreaterThan(20)
  expect(files.sort()).toEqual(plain.flatMap((file) => [file, `${file}.br`, `${file}.gz`]).sort())
})

test('a webhook to the project’s own Express app becomes a task of its own process', async () => {
  app = startChild(['dist/worker/main.js'], { cwd: project, env })
  await waitFor(
    'the app is ready',
    () => {
      if (!app?.isRunning()) throw new Error(app?.stderr())
      return app.stdout().includes('ready')
    },
    40_000,
  )
  await runIn(project, 'npx', ['startnode', 'setup'], env)
  // What npx starts
  const startnode = 'node_modules/.bin/startnode'
  const enabled = await runIn(project, startnode, ['enable', 'welcome-customer', '--json'], env)
  const { url } = JSON.parse(enabled) as { url: string }

  const id = await waitFor('the receiver knows the direct URL', async () => {
    const send = await runIn(project, startnode, ['send', 'welcome-customer', '--json'], env)
    const { status, answer } = JSON.parse(send) as { status: number; answer: { ops: { obj_id: string } } }
    return status === 200 && answer.ops.obj_id
  })
  const client = new Client({ connection, namespace: NAMESPACE })
  const handle = client.workflow.getHandle(`welcome-customer/t/${id}`)
  const result = await waitFor('the task is done', () => handle.result())
  expect(result).toEqual({ greeting: 'Welcome, Ada', customers: '1' })
  expect(await (await fetch(new URL('/hello', url))).text()).toBe('Our own page')
})

test('a workflow type that the project does not have fails clearly instead of hanging', async () => {
  const client = new Client({ connection, namespace: NAMESPACE })
  const failed = client.workflow.execute('notThere', {
    workflowId: `not-there-${TASK_QUEUE}`,
    taskQueue: TASK_QUEUE,
    args: [],
  })
  const error = await failed.catch((caught: unknown) => caught)
  expect((error as WorkflowFailedError).cause).toMatchObject({
    type: 'process_unknown',
    message: expect.stringContaining("has no workflow 'notThere'"),
  })
})

test('the app stops in order', async () => {
  expect(await app?.end()).toEqual({ code: 0, signal: null })
})
