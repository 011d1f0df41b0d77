/** `startnode inbox show`, `inbox find` and `task` tell of what waits in the inbox of a receiver, also with Temporal away. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findFreePort } from '../helpers/free-port.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { type StackProcesses, type StackReceiver, startStackProcesses } from '../helpers/stack-processes.ts'
import { startnode } from '../helpers/startnode.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

let stack: StackProcesses
let receiver: StackReceiver
let env: Record<string, string>
let taskId: string

const run = (args: string, more: Record<string, string> = {}) =>
  startnode(args.split(' '), '', { ...env, ...more })

beforeAll(async () => {
  stack = await startStackProcesses({ temporal: temporalAddress(), namespace: 'cli-inbox' })
  await stack.addWorker()
  const path = await stack.openDirectUrl('loan-approved')
  const port = await findFreePort()
  env = { ...stack.env, ADMIN_URL: `http://127.0.0.1:${port}` }
  expect(await run('pause loan-approved')).toMatchObject({ code: 0 })
  receiver = await stack.addReceiver({ ADMIN_PORT: String(port) })
  taskId = await waitFor('it is accepted', async () => {
    const answer = await fetch(receiver.url + path, { method: 'POST', body: loanBody('LN-8001') })
    return answer.status === 200 ? ((await answer.json()) as { ops: { obj_id: string } }).ops.obj_id : null
  })
  // A receiver accepts first, and opens its admin API then
  await waitFor('its admin API answers', async () => (await run('inbox show')).code === 0)
}, 240_000)
afterAll(() => stack?.stop())

test('inbox show lists what waits, with its process, since, tries and why', async () => {
  const end = await run('inbox show')
  expect(end).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/waiting in the inbox since \d{4}-.*loan-approved/),
  })
  expect(end.stdout).toContain(taskId)
  expect(end.stdout).toContain('its process is paused, 0 tries')
  expect(end.stderr).toMatch(/1 held, 0 kept aside/)
  const { status, waiting } = JSON.parse((await run('inbox show --json --limit 1')).stdout) as {
    status: { records: number; verdict: { level: string } }
    waiting: { taskId: string; waitsFor: string }[]
  }
  expect([status.records, status.verdict.level, waiting]).toMatchObject([
    1,
    'paused',
    [{ taskId, waitsFor: 'resume' }],
  ])
  expect((await run('inbox show --stuck')).stdout).toBe('')
  expect(await run('inbox show --limit none')).toMatchObject({ code: 2 })
})

test('inbox find finds it by obj_id and ref, and says when there is none', async () => {
  for (const text of [taskId, 'LN-8001']) expect((await run(`inbox find ${text}`)).stdout).toContain(taskId)
  expect(await run('inbox find nothing-of-it')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('No inbox holds it'),
  })
  expect(await run(`inbox find ${taskId} --process card-lost --json`)).toMatchObject({
    code: 1,
    stdout: '{"found":[]}\n',
  })
})

test('task says accepted and waiting for an obj_id that Temporal does not know, and when Temporal is away', async () => {
  for (const args of [`task ${taskId}`, `task loan-approved ${taskId}`, 'task loan-approved LN-8001'])
    expect(await run(args)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('accepted, waiting in the inbox since'),
    })
  const { waiting } = JSON.parse((await run(`task ${taskId} --json`)).stdout) as {
    waiting: { taskId: string }[]
  }
  expect(waiting).toMatchObject([{ taskId }])
  expect(await run(`task ${taskId} --cancel`)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('It is accepted, and waits in the inbox'),
  })
  expect(await run(`task ${'0'.repeat(24)}`)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('No process has a task'),
  })
  const away = await run(`task ${taskId}`, { TEMPORAL_ADDRESS: '127.0.0.1:1' })
  expect(away).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('accepted, waiting in the inbox since'),
  })
}, 120_000)
