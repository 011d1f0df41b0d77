/** The examples of docs/nodes/ do what their pages say. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Answerer,
  type AnsweringServer,
  answerJson,
  startAnsweringServer,
} from '../../activities/answering-server.ts'
import { readCodeBlocks } from '../../docs/code-blocks.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { causeOf, type Engine, openEngine } from './open-engine.ts'

const CALLS = ['api-call', 'call-process', 'copy-task', 'modify-task', 'wait-for-callback', 'delay']
const PAGES = [
  ...CALLS,
  'sum',
  'queue',
  'get-from-queue',
  'set-state',
  'reply',
  'node',
  'wait-for-signal',
  'first-of',
  'continue-task',
]

const root = mkdtempSync(join(tmpdir(), 'startnode-examples-'))
let server: AnsweringServer
let answer: Answerer = () => {}
let engine: Engine

beforeAll(async () => {
  mkdirSync(join(root, 'workflows'))
  for (const folder of ['src', 'node_modules']) symlinkSync(resolve(folder), join(root, folder))
  const files = PAGES.map((page) => {
    const [block] = readCodeBlocks(readFileSync(`docs/nodes/${page}.md`, 'utf8')).filter(
      ({ language }) => language === 'ts',
    )
    const text = block?.text ?? ''
    const file = /^\/\/ workflows\/([a-z-]+\/[a-z-]+\.ts)\n/.exec(text)?.[1]
    if (file === undefined) throw new Error(`${page} has no example`)
    mkdirSync(dirname(join(root, 'workflows', file)), { recursive: true })
    writeFileSync(join(root, 'workflows', file), text)
    return file
  })
  const index = join(root, 'workflows/index.ts')
  const engineToo = ['../src/workflows/index.ts']
  const modules = [...engineToo, ...files.map((file) => `./${file}`)]
  writeFileSync(index, modules.map((module) => `export * from '${module}'\n`).join(''))
  server = await startAnsweringServer((request, response) => answer(request, response))
  engine = await openEngine('examples', {
    workflows: pathToFileURL(index),
    variables: { bureau: { url: server.url, token: 't-1' } },
  })
})

afterAll(async () => {
  await engine?.stop()
  await server?.stop()
  rmSync(root, { recursive: true })
})

async function run(process: string, data: unknown): Promise<unknown> {
  return (await engine.start(process, data)).result()
}

test('apiCall: the score, or null for a client the bureau does not know', async () => {
  answer = ({ headers, body }, response) => {
    if (headers.authorization !== 'Bearer t-1') answerJson(response, {}, 401)
    else if (body === '{"client":"C1"}') answerJson(response, { score: 700 })
    else answerJson(response, {}, 404)
  }
  expect(await run('credit-score', { clientId: 'C1' })).toEqual({ score: 700 })
  expect(await run('credit-score', { clientId: 'C2' })).toEqual({ score: null })
})

test('callProcess: the limit of the called process decides', async () => {
  expect(await run('limit-check', { clientId: 'C1', amount: 500 })).toEqual({ within: true })
  expect(await run('limit-check', { clientId: 'C2', amount: 500 })).toEqual({ within: false })
})

test('copyTask: the entry is a task of its own, with its ref', async () => {
  const loanId = `LN${Date.now()}`
  expect(await run('audit-trail', { loanId })).toMatchObject({
    process: 'audit-entry',
    ref: `audit-${loanId}`,
  })
  const copy = engine.client.workflow.getHandle(`audit-entry/r/audit-${loanId}`)
  expect(await copy.result()).toEqual({ kept: loanId })
})

test('modifyTask: the waiting task gets the answer, and nobody is told where none waits', async () => {
  const ref = `Q${Date.now()}`
  const question = await engine.start('open-question', null, ref)
  expect(await run('answer-arrived', { ref, answer: 'yes' })).toEqual({ told: true })
  expect(await question.result()).toEqual({ answer: 'yes' })
  expect(await run('answer-arrived', { ref, answer: 'yes' })).toEqual({ told: false })
})

test('waitForCallback: the courier gets a URL, and only a signature counts', async () => {
  let notify = ''
  answer = ({ body }, response) => {
    notify = (JSON.parse(body) as { notify: string }).notify
    answerJson(response, {})
  }
  const handle = await engine.start('parcel-sent', { courier: server.url })
  await waitFor('the order', () => notify !== '')
  expect(notify).toMatch(/\/api\/1\/json\/callback\/[\w-]+\/[0-9a-f]{40}$/)
  await handle.signal('callback', { lost: true })
  await handle.signal('callback', { signedBy: 'Ann' })
  expect(await handle.result()).toEqual({ signedBy: 'Ann' })
})

test('delay: by duration and to a moment', async () => {
  const from = new Date(Date.now() + 300).toISOString()
  expect(await run('value-date', { from })).toEqual({ booked: true })
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(from))
})

test('sum: fees of a branch are added exactly and counted', async () => {
  const branch = `B${Date.now()}`
  expect(await run('fee-charged', { branch, amount: '0.1' })).toEqual({ branch: '0.1', all: '1' })
  expect(await run('fee-charged', { branch, amount: '0.2' })).toEqual({ branch: '0.3', all: '2' })
})

test('queue and getFromQueue: the clerk gets the case that came first, or waits for one', async () => {
  const desk = `D${Date.now()}`
  expect(await run('case-opened', { desk, customer: 'Ada' })).toBe(1)
  expect(await run('case-opened', { desk, customer: 'Ben' })).toBe(2)
  expect(await run('clerk-free', { desk })).toEqual({ customer: 'Ada' })
  expect(await run('clerk-free', { desk })).toEqual({ customer: 'Ben' })
  const clerk = await engine.start('clerk-free', { desk })
  await run('case-opened', { desk, customer: 'Cyd' })
  expect(await clerk.result()).toEqual({ customer: 'Cyd' })
})

test('setState and readState: the next task reads what the last one kept', async () => {
  const customer = `C${Date.now()}`
  expect(await run('limit-changed', { customer, limit: '5' })).toEqual({ before: null })
  expect(await run('limit-changed', { customer, limit: '7' })).toEqual({ before: '5' })
})

test('reply: the caller is told, once, and the result keeps what it was told', async () => {
  expect(await run('rate-asked', { product: 'savings' })).toMatchObject({
    known: true,
    replied: { status: 200, body: '{"rate":"2.5"}' },
  })
  expect(await run('rate-asked', { product: 'gold' })).toMatchObject({ replied: { status: 404 } })
})

test('node: its step gives the fee, and an error carries its title', async () => {
  expect(await run('fee-set', { amount: 100 })).toEqual({ fee: 25 })
  const failed = await engine.start('fee-set', { amount: -1 })
  expect(await causeOf(failed)).toMatchObject({ message: 'Set the fee: less than nothing' })
})

test('waitForSignal: only an opinion counts', async () => {
  const task = await engine.start('second-opinion', null)
  await task.signal('opinion', 'perhaps')
  await task.signal('opinion', 'no')
  expect(await task.result()).toEqual({ opinion: 'no' })
})

test('firstOf: whoever opens the gate first', async () => {
  const byClerk = await engine.start('parking-asked', null)
  await byClerk.signal('open')
  expect(await byClerk.result()).toEqual({ opened: 'clerk' })
  const byCamera = await engine.start('parking-asked', null)
  await byCamera.signal('callback', { plate: 'W 1' })
  expect(await byCamera.result()).toEqual({ opened: 'camera' })
})

test('continueTask: thirty readings that come at once are read in three runs', async () => {
  const meter = await engine.start('meter-read', { left: 30, sum: 0 })
  for (let reading = 1; reading <= 30; reading += 1) await meter.signal('reading', reading)
  expect(await meter.result()).toEqual({ sum: 465 })
  const { raw } = await engine.client.workflow.getHandle(meter.workflowId).describe()
  expect(raw.workflowExecutionInfo?.firstRunId).toBe(meter.firstRunId)
  expect(raw.workflowExecutionInfo?.execution?.runId).not.toBe(meter.firstRunId)
})

test('every page of docs/nodes/ is run here', () => {
  expect(readdirSync('docs/nodes').sort()).toEqual(PAGES.map((page) => `${page}.md`).sort())
})
