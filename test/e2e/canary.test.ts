/**
 * A whole run with an encryption key configured, as an operator has it; then every byte that is left on the disk is
 * searched for what only the key may open: Temporal's database, inbox, kept settings, logs.
 */
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { concealKeyOf, concealRef } from '../../src/process/ids/conceal-ref.ts'
import { deliveryWorkflowId, refWorkflowId } from '../../src/process/ids/workflow-id.ts'
import { createQuarantine } from '../../src/quarantine/quarantine-client.ts'
import { createDataConverter } from '../../src/temporal/codec/create-data-converter.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { bundleOf, copyBuilt } from '../helpers/built-project.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { type StackProcesses, type StackReceiver, startStackProcesses } from '../helpers/stack-processes.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'loan-approved'
const KEY = randomBytes(32)
const CREDENTIALS = { user: 'canary-user', pass: 'canary-pass' }
let project: string
let stack: StackProcesses
let receiver: StackReceiver
let client: StartClient
const refOf = (loanId: string) => concealRef(concealKeyOf([KEY], []) as Buffer, PROCESS, loanId)
const files = new Map<string, Buffer>()

beforeAll(async () => {
  project = await copyBuilt()
  const start = join(project, 'dist/workflows', PROCESS, `${PROCESS}.start.js`)
  const text = await readFile(start, 'utf8')
  await writeFile(
    start,
    text.replace("ref: { pointer: '/cbs_account_id' }", "ref: { pointer: '/cbs_account_id', conceal: true }"),
  )
  stack = await startStackProcesses({
    temporal: 'own',
    project,
    env: {
      ENCRYPTION_KEYS: KEY.toString('hex'),
      LOG_LEVEL: 'trace',
      INBOX_MAP_BYTES: '16777216',
      WORKFLOW_BUNDLE: bundleOf(project),
    },
  })
  const { connection } = stack.client
  const dataConverter = createDataConverter({ keys: [KEY], configured: true })
  client = new StartClient({ connection, namespace: stack.namespace, dataConverter })
  const worker = await stack.addWorker()
  const path = await stack.openDirectUrl(PROCESS)
  await succeed(['variable', 'set', 'webhook-var', '--type', 'json', '--secret'], JSON.stringify(CREDENTIALS))
  const user = ['--user', '{{env_var[@webhook-var].user}}', '--pass', '{{env_var[@webhook-var].pass}}']
  await succeed(['auth', PROCESS, 'basic', ...user])
  receiver = await stack.addReceiver()
  await playEverything(path)
  await printEverything()

  await worker.end()
  await stack.temporal.end()
  // One that only the inbox has.
  expect(await post(path, loanBody('canary-late'), 'canary-key-late')).toBe(200)
  await receiver.end()
  readAll(dirname(receiver.stateDir))
  files.set('the log of the receiver', Buffer.from(receiver.log()))
  files.set('the log of the worker', Buffer.from(worker.log()))
})

afterAll(async () => {
  await stack?.stop()
  if (project) rmSync(project, { recursive: true, force: true })
})

async function succeed(args: string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await stack.run(args, input === undefined ? {} : { input })
  expect({ code, stderr }).toMatchObject({ code: 0 })
  return stdout
}

/** What people with the keys on their machine see; tasks hold canaries, so only the credentials count there. */
const printed = new Map<string, string>()

async function printEverything(): Promise<void> {
  const commands = [
    ['auth', PROCESS],
    ['auth', PROCESS, '--json'],
    ['variable', 'list'],
    ['variable', 'list', '--json'],
    ['url', PROCESS, '--json'],
    ['audit'],
    ['doctor', '--json'],
    ['task', PROCESS, 'canary-loan', '--json'],
  ]
  for (const args of commands) {
    const { stdout, stderr } = await stack.run(args)
    printed.set(args.join(' '), `${stdout}${stderr}`)
  }
}

async function post(path: string, body: string, key: string): Promise<number> {
  const basic = Buffer.from(`${CREDENTIALS.user}:${CREDENTIALS.pass}`).toString('base64')
  const response = await fetch(receiver.url + path, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'idempotency-key': key, 'content-type': 'application/json' },
    body,
  })
  await response.text()
  return response.status
}

async function playEverything(path: string): Promise<void> {
  for (const loanId of ['canary-loan', 'canary-fails']) {
    const body = loanBody(loanId)
    const { cbs_account_key } = JSON.parse(body) as { cbs_account_key: string }
    stack.mambu.addLoan({ id: loanId, key: cbs_account_key, amount: 8_400.5 })
    expect(await post(path, body, `canary-key-${loanId}`)).toBe(200)
    const handle = client.getHandle(refWorkflowId(PROCESS, refOf(loanId)))
    await waitFor('the task waits', async () =>
      (await handle.query<{ state: string }[]>('trace')).some(({ state }) => state === 'waiting'),
    )
    if (loanId === 'canary-fails') stack.mambu.addLoan({ id: loanId, state: 'ACTIVE' })
    await handle.signal('approve', { by: 'canary-approver', decision: 'approve', comment: 'canary-comment' })
    const result = await handle.result().catch((error: unknown) => error)
    if (loanId === 'canary-loan')
      expect(result).toMatchObject({ state: 'disbursed', approvedBy: 'canary-approver' })
    else expect(JSON.stringify(result, ['message', 'cause'])).toContain('/loans/canary-fails')
  }
  // The ref finds it although it stands nowhere.
  expect(await succeed(['task', PROCESS, 'canary-loan', '--json'])).toContain('canary-approver')

  expect(await post(path, '{"cbs_account_id":"canary-broken",}', 'canary-key-broken')).toBe(400)
  const taskId = await waitFor('it is in quarantine', async () => {
    for await (const run of client.list({ query: "WorkflowType = 'quarantinedDelivery'" }))
      return run.workflowId.split('/')[2]
    return null
  })
  const quarantine = createQuarantine(client)
  const actor = 'canary-actor'
  await quarantine.edit(PROCESS, taskId, { body: loanBody('canary-edited'), actor })
  await quarantine.resubmit(PROCESS, taskId, { actor })
  expect(await client.getHandle(refWorkflowId(PROCESS, refOf('canary-edited'))).result()).toMatchObject({
    state: 'rejected',
  })
  expect(await client.getHandle(deliveryWorkflowId(PROCESS, taskId)).result()).toMatchObject({
    ended: 'resubmitted',
  })
}

function readAll(dir: string): void {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) readAll(path)
    else if (entry.isFile()) files.set(path, readFileSync(path))
  }
}

test('what may be read is found: the search reaches database, inbox and settings', () => {
  const named = (part: string) => [...files].filter(([name]) => name.includes(part))
  const database = named('temporal.db')
  expect(database.length).toBeGreaterThanOrEqual(1)
  expect(database.some(([, bytes]) => bytes.includes(`${PROCESS}/r/${refOf('canary-loan')}`))).toBe(true)
  expect(named('data.mdb').some(([, bytes]) => bytes.includes(refOf(refOf('canary-late'))))).toBe(true)
  expect(named('settings.json')).toHaveLength(1)
  expect(named('the log of the receiver')[0]?.[1].includes('request accepted')).toBe(true)
})

test('no canary is anywhere: not in the database, the inbox, the kept settings or a log', () => {
  const credentials = Buffer.from(`${CREDENTIALS.user}:${CREDENTIALS.pass}`).toString('base64')
  const canaries = [
    'canary',
    credentials,
    Buffer.from('canary').toString('base64').slice(0, 8),
    KEY.toString('hex'),
  ]
  const leaks = [...files].flatMap(([name, bytes]) =>
    canaries.filter((canary) => bytes.includes(canary)).map((canary) => `${canary} is in ${name}`),
  )
  expect(leaks).toEqual([])
})

test('no command prints what is in a secret variable', () => {
  const { user, pass } = CREDENTIALS
  const secrets = [user, pass, Buffer.from(`${user}:${pass}`).toString('base64')]
  expect(printed.get('variable list')).toContain('webhook-var')
  expect(printed.get('audit')).toContain('webhook-var')
  const leaks = [...printed].filter(([, text]) => secrets.some((secret) => text.includes(secret)))
  expect(leaks.map(([command]) => command)).toEqual([])
})

test('a worker without the key does not start, and says which key is missing', async () => {
  await stack.temporal.start()
  const env = { ENCRYPTION_KEYS: randomBytes(32).toString('hex') }
  const { code, stderr } = await stack.run(['worker'], { env })
  expect(code).not.toBe(0)
  expect(stderr).toMatch(/encrypted with the key [0-9a-f]{8}, which is not given here/)
})
