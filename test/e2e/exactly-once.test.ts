/** Exactly one outcome per delivery over the whole path: real receivers, worker and Temporal, as processes. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refWorkflowId } from '../../src/process/ids/workflow-id.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { judgeHistory } from '../helpers/invariants.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { readOutcomes } from '../helpers/read-outcomes.ts'
import { createRecordingClient, type RecordingClient } from '../helpers/recording-client.ts'
import { type StackProcesses, type StackReceiver, startStackProcesses } from '../helpers/stack-processes.ts'
import { startnode } from '../helpers/startnode.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'loan-approved'
let stack: StackProcesses
let path: string
let client: RecordingClient

beforeAll(async () => {
  stack = await startStackProcesses({ temporal: temporalAddress(), namespace: 'e2e' })
  client = createRecordingClient()
  await stack.addWorker()
  path = await stack.openDirectUrl(PROCESS)
})

afterAll(async () => {
  client?.close()
  await stack?.stop()
})

function send(receiver: StackReceiver, loanId: string, key: string | null) {
  return client.send({ process: PROCESS, url: receiver.url + path, body: loanBody(loanId), key, ref: loanId })
}

async function statusOf(loanId: string): Promise<string> {
  return (await stack.client.getHandle(refWorkflowId(PROCESS, loanId)).describe()).status.name
}

describe.each(['on', 'off'] as const)('FAST_PATH=%s', (fastPath) => {
  const name = (text: string) => `${text}-${fastPath}`
  let receiver: StackReceiver

  beforeAll(async () => {
    receiver = await stack.addReceiver({ FAST_PATH: fastPath })
  })

  test('a repeat gets the same answer and starts nothing: while running, after close, after kill -9', async () => {
    const loanId = name('LNRUN')
    const { cbs_account_key } = JSON.parse(loanBody(loanId)) as { cbs_account_key: string }
    stack.mambu.addLoan({ id: loanId, key: cbs_account_key, amount: 8_400.5 })

    const first = await send(receiver, loanId, name('key'))
    expect(first.status).toBe(200)
    await waitFor('the task waits', async () => (await statusOf(loanId)) === 'RUNNING')
    const whileRunning = await send(receiver, loanId, name('key'))

    await stack.client
      .getHandle(refWorkflowId(PROCESS, loanId))
      .signal('approve', { by: 'bob', decision: 'reject' })
    await waitFor('the task ended', async () => (await statusOf(loanId)) === 'COMPLETED')
    const afterClose = await send(receiver, loanId, name('key'))

    await receiver.end('SIGKILL')
    await receiver.start()
    const afterKill = await send(receiver, loanId, name('key'))
    for (const repeat of [whileRunning, afterClose, afterKill]) expect(repeat.answer).toBe(first.answer)
  })

  test('50 at once with one delivery key are one task', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => send(receiver, name('LNONCE'), name('once'))),
    )
    expect(new Set(answers.map(({ answer }) => answer)).size).toBe(1)
    expect(answers.every(({ status }) => status === 200)).toBe(true)
  })

  test('equal bodies without a delivery key are deliveries of their own', async () => {
    const first = await send(receiver, name('LNTWICE'), null)
    const second = await send(receiver, name('LNTWICE'), null)
    expect(second.taskId).not.toBe(first.taskId)
  })
})

test('a direct URL is taken from the moment on at which the command has printed it, and the one before is not', async () => {
  const adminPort = await findFreePort()
  const receiver = await stack.addReceiver({ ADMIN_PORT: String(adminPort) })
  const env = { ...stack.env, ADMIN_URL: `http://127.0.0.1:${adminPort}` }
  // It comes a moment after the first delivery is taken
  await waitFor('the admin API answers', async () => (await fetch(env.ADMIN_URL)).status > 0)
  const post = async (path: string) => {
    const answer = await fetch(receiver.url + path, { method: 'POST' })
    await answer.text()
    return answer.status
  }
  let before: string | null = null
  for (const command of ['enable', 'rotate', 'rotate']) {
    const { code, stdout, stderr } = await startnode([command, 'dunning', '--json'], '', env)
    expect(code, stderr).toBe(0)
    const { pathname } = new URL((JSON.parse(stdout) as { url: string }).url)
    // Authentic, without a body
    expect(await post(pathname), stdout + stderr).toBe(400)
    if (before !== null) expect(await post(before)).toBe(403)
    before = pathname
  }
})

test('two receivers that get the same deliveries at once start one task each', async () => {
  const receivers = await Promise.all([
    stack.addReceiver({ FAST_PATH: 'on' }),
    stack.addReceiver({ FAST_PATH: 'off' }),
  ])
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      receivers.map((receiver) => send(receiver, `LNBOTH-${index}`, `both-${index}`)),
    ).flat(),
  )
  expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  // A receiver that stops forwards what it still holds, for a while: after that nothing more can start
  for (const receiver of receivers) {
    expect((await receiver.end()).code).toBe(0)
    const drain = await startnode(
      ['inbox', 'drain', join(receiver.stateDir, 'inbox'), '--json'],
      '',
      stack.env,
    )
    expect(drain, drain.stderr).toMatchObject({ code: 0 })
    expect(JSON.parse(drain.stdout)).toMatchObject({ left: 0, stuck: 0 })
  }
})

test('afterwards every delivery of this file has exactly one outcome', async () => {
  const acknowledged = new Set(client.sent.flatMap(({ taskId }) => taskId ?? []))
  const outcomes = await waitFor('all outcomes are visible', async () => {
    const found = await readOutcomes(stack.client, PROCESS, acknowledged)
    return found.length >= acknowledged.size && found
  })
  expect(judgeHistory(client.sent, outcomes)).toEqual([])
  expect(outcomes).toHaveLength(acknowledged.size)
})
