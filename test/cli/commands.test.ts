/**
 * The commands of `startnode` on one stack. Each kind of end, of standard input and a project that changes are shown by
 * processes of their own, as a user runs them; the rest runs in this one. What changes is a copy, which worker and receiver
 * run compiled, as an image has it; as a clone has it, the README runs it (test/docs).
 */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { refWorkflowId, taskWorkflowId } from '../../src/process/ids/workflow-id.ts'
import { TRACE_QUERY, type TraceEntry } from '../../src/process/trace.ts'
import { compileProject } from '../helpers/built-project.ts'
import { copyProject } from '../helpers/copy-project.ts'
import { loanBody } from '../helpers/loan-body.ts'
import {
  type CliEnd,
  type StackProcesses,
  type StackReceiver,
  startStackProcesses,
} from '../helpers/stack-processes.ts'
import { startnodeJson as json, startnode } from '../helpers/startnode.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const NOBODY = '127.0.0.1:1'
let project: string
let stack: StackProcesses
/** The same stack, with the programs of the copy: its sources, and these compiled when a process was added. */
let clone: StackProcesses
let compiled: StackProcesses
let receiver: StackReceiver

beforeAll(async () => {
  project = await copyProject()
  stack = await startStackProcesses({ temporal: temporalAddress(), namespace: 'cli' })
  clone = await startStackOf(project)
  Object.assign(process.env, stack.env)
})

afterAll(async () => {
  await compiled?.stop()
  await clone?.stop()
  await stack?.stop()
  if (project) await rm(project, { recursive: true, force: true })
})

function startStackOf(folder: string): Promise<StackProcesses> {
  const { WORKFLOW_BUNDLE: _, ...env } = stack.env
  return startStackProcesses({ temporal: temporalAddress(), namespace: 'cli', project: folder, env })
}

/** With the receiver of this file as the public one. */
const here = () => (receiver ? { PUBLIC_URL: receiver.url } : {})

/** A process of its own. */
function run(args: string, input?: string): Promise<CliEnd> {
  return stack.run(args.split(' '), { env: here(), ...(input === undefined ? {} : { input }) })
}

/** A process of its own, of the copy. */
async function runJson<T>(args: string): Promise<T> {
  const end = await compiled.run([...args.split(' '), '--json'], { env: here() })
  expect(end).toMatchObject({ code: 0 })
  return JSON.parse(end.stdout) as T
}

interface Sent {
  status: number
  answer: { ops: { obj_id: string; code?: string } }
}

interface UrlLine {
  process: string
  url: string | null
  revision: number
}

describe('without a worker', () => {
  test('help names every command, and every command has an example', async () => {
    const help = await run('--help')
    expect(help).toMatchObject({ code: 0, stderr: '' })
    const printed: string[] = []
    const program = await createProgram({ print: (text) => printed.push(text), note: () => {} }, () => {})
    const commands = program.commands.flatMap((one) => (one.commands.length > 0 ? one.commands : [one]))
    expect(commands.length).toBeGreaterThan(9)
    for (const command of program.commands)
      expect(help.stdout).toMatch(new RegExp(`^  ${command.name()}\\b`, 'm'))
    for (const command of commands) {
      printed.splice(0)
      command.outputHelp()
      expect(printed.join('\n')).toMatch(/^Examples?:\n {2}\S*.*startnode /m)
    }
  })

  test('a missing or wrong configuration is listed whole, with exit code 2, and echoes no key', async () => {
    const end = await stack.run(['receiver'], {
      env: { SIGNING_KEYS: 'short-secret', PORT: 'eighty', LOG_LEVEL: 'loud' },
    })
    expect(end.code).toBe(2)
    for (const name of ['SIGNING_KEYS', 'PORT', 'LOG_LEVEL']) expect(end.stderr).toContain(`${name}:`)
    expect(end.stderr).not.toContain('short-secret')
    const dev = await startnode('dev', '', {
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      STATE_DIR: join(project, '.startnode-loud'),
    })
    expect(dev).toMatchObject({ code: 2, stderr: expect.stringContaining('config_invalid') })
    for (const name of ['PORT', 'LOG_LEVEL']) expect(dev.stderr).toContain(`${name}:`)
    const none = await startnode('url loan-approved', '', { SIGNING_KEYS: '' })
    expect(none).toMatchObject({ code: 2 })
    expect(none.stderr).toContain('SIGNING_KEYS')
  })

  test('an unknown process, command or argument is a wrong usage: exit code 2', async () => {
    const end = await startnode('enable no-such-process')
    expect(end).toMatchObject({ code: 2, stdout: '' })
    expect(end.stderr).toContain('loan-approved')
    expect(await startnode('rotate loan-approved --overlap soon')).toMatchObject({ code: 2 })
  })

  test('setup creates the settings once', async () => {
    const first = await json<{ created: boolean; settingsId: string }>('setup')
    const second = await json<{ created: boolean; settingsId: string }>('setup')
    expect([first.created, second.created]).toEqual([true, false])
    expect(second.settingsId).toBe(first.settingsId)
  })

  test('a settings command says within 5 s that no worker runs: exit code 3', async () => {
    const before = performance.now()
    const end = await startnode('enable loan-approved --json')
    expect(end.code).toBe(3)
    expect(JSON.parse(end.stdout)).toMatchObject({ error: { code: 'worker_missing' } })
    // The 5 s are held by settings-lasting.test.ts; this machine may be busy
    expect(performance.now() - before).toBeLessThan(9_000)
  })

  test('an unreachable Temporal is exit code 3', async () => {
    const end = await stack.run(['setup'], { env: { TEMPORAL_ADDRESS: NOBODY } })
    expect(end).toMatchObject({ code: 3, stdout: '' })
    expect(end.stderr).toContain('temporal_unreachable')
  })

  test('new writes a process that nothing has to be added to, and never overwrites one', async () => {
    const end = await clone.run(['new', 'deposit-made'], { cwd: project })
    expect(end.code).toBe(0)
    expect(end.stdout.split('\n')).toContain('workflows/deposit-made/deposit-made.start.ts')
    expect(await readFile(join(project, 'workflows/index.ts'), 'utf8')).toContain('depositMade')
    expect(await clone.run(['new', 'deposit-made'], { cwd: project })).toMatchObject({ code: 2 })
    expect(await clone.run(['new', 'Deposit Made'], { cwd: project })).toMatchObject({ code: 2 })
  })
})

describe('with a worker and a receiver', () => {
  let first: string

  beforeAll(async () => {
    await compileProject(project, join(project, 'compiled'))
    compiled = await startStackOf(join(project, 'compiled'))
    await compiled.addWorker()
    receiver = await compiled.addReceiver()
    Object.assign(process.env, { PUBLIC_URL: receiver.url })
  })

  test('enable prints the direct URL, url prints the same, enable again changes nothing', async () => {
    const { url } = await json<UrlLine>('enable loan-approved')
    first = url as string
    expect(first).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/[12]\/json\/public\/loan-approved\/[0-9a-f]{40}$/)
    expect((await run('url loan-approved')).stdout).toBe(`${first}\n`)
    expect((await json<UrlLine>('enable loan-approved')).url).toBe(first)
  })

  test('send posts the example, a file and standard input; the same key is the same task', async () => {
    await untilAnswered(first, 200)
    const file = join(project, 'body.json')
    await writeFile(file, loanBody('LNCLI-1'))
    const fromFile = await json<Sent>(`send loan-approved ${file} --key one`)
    const { stdout } = await run('send loan-approved - --key one --json', loanBody('LNCLI-1'))
    const fromInput = JSON.parse(stdout) as Sent
    expect(fromInput).toEqual(fromFile)
    expect(fromFile.status).toBe(200)
    expect((await startnode('send loan-approved')).stdout).toMatch(/^200 \{"request_proc":"ok"/)
  })

  test('send of a body that is refused prints the answer: exit code 1', async () => {
    const end = await run('send loan-approved -', '{"cbs_source":1}')
    expect(end.code).toBe(1)
    expect(end.stdout).toMatch(/^422 .*"code":"schema_mismatch"/)
  })

  test('task finds a task by its id and by its ref, and --watch follows it to its end', async () => {
    const body = loanBody('LNCLI-2')
    const { cbs_account_key: key } = JSON.parse(body) as { cbs_account_key: string }
    stack.mambu.addLoan({ id: 'LNCLI-2', key, amount: 8_400.5 })
    const file = join(project, 'approved.json')
    await writeFile(file, body)
    const { answer } = await json<Sent>(`send loan-approved ${file}`)
    const taskId = answer.ops.obj_id
    const handle = stack.client.getHandle(refWorkflowId('loan-approved', 'LNCLI-2'))
    await waitFor('the task waits for approval', async () =>
      (await handle.query<TraceEntry[]>(TRACE_QUERY)).some(({ state }) => state === 'waiting'),
    )
    const byRef = await json<{ workflowId: string }>('task loan-approved LNCLI-2')
    const byId = await json<{ workflowId: string; status: string }>(`task loan-approved ${taskId}`)
    expect(byId).toMatchObject({ workflowId: byRef.workflowId, status: 'RUNNING' })

    const watched = run('task loan-approved LNCLI-2 --watch')
    await handle.signal('approve', { by: 'bob', decision: 'approve' })
    const end = await watched
    expect(end.code).toBe(0)
    expect(end.stdout).toContain('Disburse')
    expect(end.stdout).toMatch(/result: .*"state":"disbursed"/)
    expect(await startnode('task loan-approved LNCLI-none')).toMatchObject({ code: 1, stdout: '' })
  })

  test('tasks are listed, counted and written as a file by the filter of the console', async () => {
    interface Listed {
      readonly tasks: readonly { readonly ref: string; readonly status: string }[]
      readonly count: number
    }
    const found = await waitFor('the list', async () => {
      const listed = await json<Listed>('tasks LNCLI-2 --process loan-approved')
      return listed.tasks[0]?.status === 'COMPLETED' && listed
    })
    expect(found).toMatchObject({ tasks: [{ ref: 'LNCLI-2' }], count: 1 })
    const lines = await startnode('tasks LNCLI-2')
    expect(lines.stdout).toMatch(/loan-approved LNCLI-2 {2}completed/)
    const file = await startnode('tasks LNCLI-2 --csv')
    expect(file.stdout).toMatch(/^process,ref,obj_id,state,.*\r?\nloan-approved,LNCLI-2,/)
    const none = await startnode('tasks LNCLI-none')
    expect(none).toMatchObject({ code: 0, stdout: '' })
    expect(none.stderr).toContain("looked for a ref that begins with 'LNCLI-none'")
    expect(await startnode('tasks --state broken')).toMatchObject({ code: 2 })
  })

  test('a new process works from its direct URL to its result', async () => {
    const { url } = await runJson<UrlLine>('enable deposit-made')
    await untilAnswered(url as string, 200, '{"account_id":"ACC-1"}')
    const { answer } = await runJson<Sent>('send deposit-made')
    const taskId = answer.ops.obj_id
    await waitFor('the task is started', () =>
      stack.client.getHandle(taskWorkflowId('deposit-made', taskId)).result(),
    )
    const view = await runJson(`task deposit-made ${taskId}`)
    expect(view).toMatchObject({ status: 'COMPLETED', result: { account_id: 'ACC-1' } })
  })

  test('rotate --overlap keeps the old URL, rotate ends it, disable ends all', async () => {
    const second = (await json<UrlLine>('rotate loan-approved --overlap 1h')).url as string
    expect(second).not.toBe(first)
    await untilAnswered(second, 200)
    await untilAnswered(first, 200)
    const third = (await json<UrlLine>('rotate loan-approved')).url as string
    await untilAnswered(third, 200)
    await untilAnswered(second, 403)

    expect(await json<UrlLine>('disable loan-approved')).toMatchObject({ url: null })
    for (const url of [first, second, third]) await untilAnswered(url, 403)
    const off = await startnode('url loan-approved')
    expect(off).toMatchObject({ code: 1, stdout: '' })
    expect(off.stderr).toContain('url_off')
    expect(await json<UrlLine>('url loan-approved')).toMatchObject({ url: null })
  })

  test('inbox drain sends what a receiver left behind, and leaves a running one alone', async () => {
    const { url, revision } = await json<UrlLine>('enable loan-approved')
    await untilAnswered(url as string, 200)
    const kept = join(receiver.stateDir, 'settings.json')
    // In force first, on the disk a moment later.
    await waitFor(
      'the kept settings',
      async () => JSON.parse(await readFile(kept, 'utf8')).head.content.revision >= revision,
    )
    const cutOff = await stack.addReceiver({ TEMPORAL_ADDRESS: NOBODY }, kept)
    const path = new URL(url as string).pathname
    for (const loanId of ['LNLEFT-1', 'LNLEFT-2'])
      expect((await fetch(cutOff.url + path, { method: 'POST', body: loanBody(loanId) })).status).toBe(200)
    const inbox = join(cutOff.stateDir, 'inbox')

    const locked = await startnode(`inbox drain ${inbox}`)
    expect(locked).toMatchObject({ code: 1, stdout: '' })
    expect(locked.stderr).toContain(String(cutOff.child().pid))
    await cutOff.end('SIGKILL')
    const unreachable = await startnode(`inbox drain ${inbox} --for 1s --json`, '', {
      TEMPORAL_ADDRESS: NOBODY,
    })
    expect(unreachable).toMatchObject({ code: 3 })
    expect(JSON.parse(unreachable.stdout)).toEqual({ forwarded: 0, left: 2, stuck: 0 })
    expect(await json(`inbox drain ${inbox}`)).toEqual({ forwarded: 2, left: 0, stuck: 0 })
    expect(await json('task loan-approved LNLEFT-2')).toMatchObject({ workflowType: 'loanApproved' })
  })

  test('send says that no receiver answers: exit code 3', async () => {
    const end = await startnode('send loan-approved', '', { PUBLIC_URL: `http://${NOBODY}` })
    expect(end).toMatchObject({ code: 3, stdout: '' })
    expect(end.stderr).toContain('receiver_unreachable')
  })
})

/** Receivers follow the settings within 2 s. */
async function untilAnswered(url: string, status: number, body = loanBody('LNCLI-ping')): Promise<void> {
  await waitFor(`${status} from the direct URL`, async () => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'idempotency-key': 'ping' },
      body,
    })
    return answer.status === status
  })
}
