/** A whole run at the most talkative log level; then every place that outlives a request is searched for secrets. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refWorkflowId } from '../../src/process/ids/workflow-id.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { createRecordingClient } from '../helpers/recording-client.ts'
import { sendRaw } from '../helpers/send-raw.ts'
import {
  type StackProcess,
  type StackProcesses,
  type StackReceiver,
  startStackProcesses,
} from '../helpers/stack-processes.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'loan-approved'
const PASSWORD = 'canary-pass-word'
const BASIC = Buffer.from(`mambu:${PASSWORD}`).toString('base64')
let stack: StackProcesses
let worker: StackProcess
let receivers: StackReceiver[]
/** All that was answered or printed, and what Temporal holds, by where it was found. */
const found = new Map<string, string>()
const secrets = new Map<string, string>()

beforeAll(async () => {
  stack = await startStackProcesses({
    temporal: temporalAddress(),
    namespace: 'e2e-2',
    env: { LOG_LEVEL: 'trace' },
  })
  worker = await stack.addWorker()
  const path = await stack.openDirectUrl(PROCESS)
  receivers = await Promise.all(['on', 'off'].map((fastPath) => stack.addReceiver({ FAST_PATH: fastPath })))
  secrets.set('the signature', path.split('/').at(-1) as string)
  secrets.set('the signing key', stack.signingKey)
  secrets.set('the signing key as base64', Buffer.from(stack.signingKey, 'hex').toString('base64'))
  secrets.set('the Mambu API key', stack.mambu.apiKey)
  secrets.set('an Authorization value', BASIC)
  secrets.set('a password', PASSWORD)
  for (const receiver of receivers) await sendEverything(receiver, path)
  await readEverything()
})

afterAll(() => stack?.stop())

async function sendEverything(receiver: StackReceiver, path: string): Promise<void> {
  const name = receiver.url.split(':').at(-1) as string
  const loanId = `LNLEAK-${name}`
  const body = loanBody(loanId)
  const { cbs_account_key } = JSON.parse(body) as { cbs_account_key: string }
  stack.mambu.addLoan({ id: loanId, key: cbs_account_key, amount: 8_400.5 })
  const client = createRecordingClient()
  const send = (to: string, text: string) =>
    client.send({ process: PROCESS, url: receiver.url + to, body: text, key: `leak-${name}-${text.length}` })
  expect((await send(path, body)).status).toBe(200)
  // Authentic and refused, not authentic, and near misses that carry the signature somewhere else
  expect((await send(path, '{"broken":')).status).toBe(400)
  expect((await send(path, '{"cbs_source":1}')).status).toBe(422)
  expect((await send(`${path}0`, body)).status).toBe(403)
  await send(`${path}/more`, body)
  await send(`/elsewhere${path}`, body)
  await send(`${path}?signature=${path.split('/').at(-1)}`, body)
  for (const { answer } of client.sent) found.set(`an answer (${found.size})`, answer)
  client.close()
  const options = await fetch(receiver.url + path, { headers: { authorization: `Basic ${BASIC}` } })
  found.set(`the answer to GET (${name})`, await options.text())
  const post = { method: 'POST', headers: { authorization: `Basic ${BASIC}` }, body }
  found.set(`an answer to Basic (${name})`, await (await fetch(receiver.url + path, post)).text())
  found.set(
    `the answer to no HTTP (${name})`,
    await sendRaw(
      receiver.url,
      `POST ${path} HTTP/1.1\r\nAuthorization: Basic ${BASIC}\r\nbad header\r\n\r\n`,
    ),
  )
  const handle = stack.client.getHandle(refWorkflowId(PROCESS, loanId))
  await waitFor('the task is started', async () => (await handle.describe()).status.name === 'RUNNING')
  await handle.signal('approve', { by: 'bob', decision: 'approve' })
  expect(await handle.result()).toMatchObject({ state: 'disbursed' })
}

async function readEverything(): Promise<void> {
  for (const receiver of receivers) expect((await receiver.end()).code).toBe(0)
  expect((await worker.end()).code).toBe(0)
  receivers.forEach((receiver, index) => {
    found.set(`the log of receiver ${index}`, receiver.log())
  })
  found.set('the log of the worker', worker.log())
  for await (const run of stack.client.list()) {
    const handle = stack.client.getHandle(run.workflowId, run.runId)
    const { raw, memo, searchAttributes } = await handle.describe()
    const history = await handle.fetchHistory()
    const texts = JSON.stringify({ memo, searchAttributes, raw, history }, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    // Payloads are written as base64, of which any alignment may hide a text
    const payloads = [...texts.matchAll(/"data":"([A-Za-z0-9+/=]+)"/g)].map(([, data]) =>
      Buffer.from(data as string, 'base64').toString('utf8'),
    )
    found.set(`workflow ${run.workflowId}`, `${texts}\n${payloads.join('\n')}`)
  }
}

test('the run left logs, answers and workflows to look at', () => {
  expect(found.get('the log of receiver 0')).toContain('"request accepted"')
  expect(found.get('the log of receiver 1')).toContain('"request refused"')
  expect(found.get('the log of the worker')).toContain('"worker ready"')
  const workflows = [...found].filter(([where]) => where.startsWith('workflow'))
  expect(workflows.length).toBeGreaterThanOrEqual(4)
  // The search sees into payloads: what was sent is found there
  expect(workflows.some(([, text]) => text.includes('cbs_account_key'))).toBe(true)
})

test('no secret is in any log, answer, memo, search attribute or history', () => {
  const leaks = [...found].flatMap(([where, text]) =>
    [...secrets].filter(([, secret]) => text.includes(secret)).map(([what]) => `${what} is in ${where}`),
  )
  expect(leaks).toEqual([])
})
