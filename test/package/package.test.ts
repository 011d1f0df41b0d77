/** The package as others get it: packed, installed into a project, used in its own worker and its own Express app. */
import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Client, Connection, type WorkflowFailedError } from '@temporalio/client'
import { publint } from 'publint'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Child, plainEnv, startChild } from '../helpers/child-process.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { buildPackage, runIn } from './build-package.ts'

const NAMESPACE = 'package'
const TASK_QUEUE = `package-${randomBytes(4).toString('hex')}`
const root = mkdtempSync(join(tmpdir(), 'startnode-package-'))
const built = join(root, 'built')
const project = join(root, 'project')
const npmEnv = { ...process.env, npm_config_update_notifier: 'false' }
let env: NodeJS.ProcessEnv
let app: Child | undefined
let connection: Connection

beforeAll(async () => {
  const tarball = await buildPackage(built)
  cpSync('test/fixtures/package-project', project, { recursive: true })
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

test('publint finds nothing to say', async () => {
  const { messages } = await publint({ pkgDir: built, pack: 'npm' })
  expect(messages).toEqual([])
})

test('the types of every entry resolve, and the project compiles', async () => {
  expect(await runIn(project, resolve('node_modules/.bin/tsc'), ['-p', '.'])).toBe('')
})

test('a webhook to the project’s own Express app becomes a task of its own process', async () => {
  app = startChild(['dist/main.js'], { cwd: project, env })
  await waitFor(
    'the app is ready',
    () => {
      if (!app?.isRunning()) throw new Error(app?.stderr())
      return app.stdout().includes('ready')
    },
    40_000,
  )
  await runIn(project, 'npx', ['startnode', 'setup'], env)
  const enabled = await runIn(project, 'npx', ['startnode', 'enable', 'welcome-customer', '--json'], env)
  const { url } = JSON.parse(enabled) as { url: string }

  const id = await waitFor('the receiver knows the direct URL', async () => {
    const body = JSON.stringify({ name: 'Ada' })
    const answer = await fetch(url, { method: 'POST', body })
    return answer.ok && ((await answer.json()) as { ops: { obj_id: string } }).ops.obj_id
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
