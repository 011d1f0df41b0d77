/** Every command of docs/temporal-cli.md, run as it is typed there against running tasks, does what the page says. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import {
  Client,
  type Connection,
  type WorkflowHandle,
  type WorkflowHandleWithStartDetails,
} from '@temporalio/client'
import proto from '@temporalio/proto'
import { NativeConnection, type Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMambuActivities } from '../../activities/index.ts'
import { createCheckDecision } from '../../src/activities/check-decision.ts'
import { createStartnodeWorker } from '../../src/boot/worker.ts'
import { type MambuStandIn, startMambuStandIn } from '../../src/mambu/bank/stand-in.ts'
import type { Task } from '../../src/process/task.ts'
import type { TraceEntry } from '../../src/process/trace.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { findTemporal } from '../../src/temporal/dev/find-temporal.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { MPO_NODE, MPO_PROCESS, MPO_REF, MPO_TASK_ID } from '../../src/temporal/search-attributes.ts'
import type { LoanApproved } from '../../workflows/loan-approved/loan-approved.ts'
import { readCodeBlocks } from '../docs/code-blocks.ts'
import { writeNpx } from '../docs/npx.ts'
import { typeInto } from '../docs/shell.ts'
import { buildProject } from '../helpers/built-project.ts'
import { plainEnv } from '../helpers/child-process.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { startnode } from '../helpers/startnode.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { WORKER_CACHE } from '../helpers/worker-cache.ts'
import { workflowBundle } from '../helpers/workflow-bundle.ts'
import { makeTask } from '../workflows/make-task.ts'

const namespace = 'operators'
const SIGNING_KEY = 'ab'.repeat(32)
/** The page names it. */
const taskQueue = 'startnode'
const page = readFileSync('docs/temporal-cli.md', 'utf8')
const PAUSED = proto.temporal.api.enums.v1.WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_PAUSED
const log = createLogger('fatal', false)
const folder = mkdtempSync(join(tmpdir(), 'startnode-operators-'))
const bin = join(folder, 'bin')
let binary: string
let mambu: MambuStandIn
let connection: Connection
let native: NativeConnection
let client: Client
let worker: Worker
let running: Promise<void>

/** Of the commands of both. */
const ENVIRONMENT = {
  TEMPORAL_ADDRESS: temporalAddress(),
  TEMPORAL_NAMESPACE: namespace,
  // Every command of startnode wants it
  SIGNING_KEYS: SIGNING_KEY,
}

/** Types commands as an operator does; gives what they print. */
async function typeCommands(text: string, code = 0): Promise<string> {
  const terminal = typeInto(process.cwd(), text, {
    ...plainEnv(),
    PATH: [bin, dirname(binary), process.env.PATH].join(delimiter),
    ...ENVIRONMENT,
  })
  expect(await terminal.ended, terminal.output()).toBe(code)
  return terminal.output()
}

/** Types the commands of one section, or of one block of it; gives what they print. */
async function typeSection(heading: string, which?: number): Promise<string> {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? ''
  const blocks = readCodeBlocks(section).filter(({ language }) => language === 'sh')
  expect(blocks.length).toBeGreaterThan(0)
  let printed = ''
  for (const { text } of which === undefined ? blocks : blocks.slice(which, which + 1))
    printed += await typeCommands(text)
  return printed
}

/** `startnode task`; gives what it prints. */
async function startnodeTask(words: string, code = 0): Promise<string> {
  const end = await startnode(`task ${words}`, '', ENVIRONMENT)
  expect(end.code, end.stderr).toBe(code)
  return end.stdout + end.stderr
}

/** The `temporal` command that `startnode task` says it stands for. */
async function commandFor(words: string): Promise<string> {
  const end = await startnode(`task ${words} --dry-run`, '', ENVIRONMENT)
  expect(end.code, end.stderr).toBe(0)
  expect(end.stdout).toMatch(/^temporal workflow [^\n]+\n$/)
  return end.stdout
}

/** A task that failed at its node Disburse, which would work now. */
async function mendedTask(ref: string): Promise<WorkflowHandle> {
  const task = await waitingTask(ref)
  const amount = Number((JSON.parse(loanBody(ref)) as LoanApproved).float_amount)
  mambu.addLoan({ id: ref, amount, state: 'CLOSED' })
  await approve(task)
  await expect(task.result()).rejects.toThrow('Workflow execution failed')
  mambu.addLoan({ id: ref, amount })
  return client.workflow.getHandle(task.workflowId)
}

/** A task that waits for its approval. */
async function waitingTask(ref: string): Promise<WorkflowHandleWithStartDetails> {
  const data = JSON.parse(loanBody(ref)) as LoanApproved
  mambu.addLoan({ id: ref, amount: Number(data.float_amount) })
  const made = makeTask('loan-approved', data, ref)
  // The page names the obj_id of this one
  const task = ref === 'LN-1002' ? { ...made, taskId: '65f0c0ffee65f0c0ffee65f0' } : made
  const handle = await client.workflow.start('loanApproved', {
    workflowId: `loan-approved/r/${ref}`,
    taskQueue,
    args: [task],
    typedSearchAttributes: [
      { key: MPO_PROCESS, value: 'loan-approved' },
      { key: MPO_REF, value: ref },
      { key: MPO_TASK_ID, value: task.taskId },
      { key: MPO_NODE, value: 'Start' },
    ],
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
  })
  await waitFor(`${ref} waits`, async () => (await traceOf(handle)).at(-1)?.state === 'waiting')
  return handle
}

const traceOf = (handle: WorkflowHandle) => handle.query<TraceEntry[]>('trace')
const stateOf = async (handle: WorkflowHandle) => (await handle.describe()).status.name
const approve = (handle: WorkflowHandle) => handle.signal('approve', { by: 'bob', decision: 'approve' })

/** What the task was started with. */
async function taskOf(handle: WorkflowHandle): Promise<Task> {
  const { events } = await handle.fetchHistory()
  const data = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data
  return JSON.parse(Buffer.from(data ?? []).toString()) as Task
}

/** How often the history of its newest run has the first activity. */
async function readsOf(handle: WorkflowHandle): Promise<number | undefined> {
  const { events } = await handle.fetchHistory()
  return events?.filter(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'getLoan',
  ).length
}

/** Visibility lags a moment behind. */
function listed(query: string, count: number): Promise<unknown> {
  return waitFor(`${count} listed`, async () => (await client.workflow.count(query)).count === count)
}

beforeAll(async () => {
  installRuntime(log)
  binary = await findTemporal({ stateDir: '.startnode' })
  writeNpx(bin, await buildProject())
  mambu = await startMambuStandIn()
  connection = openPatientConnection({ address: temporalAddress() })
  native = await NativeConnection.connect({ address: temporalAddress() })
  client = new Client({ connection, namespace })
  worker = await createStartnodeWorker({
    connection: native,
    namespace,
    taskQueue,
    activities: createMambuActivities({ baseUrl: mambu.url, apiKey: mambu.apiKey }),
    engineActivities: { checkDecision: createCheckDecision([Buffer.from(SIGNING_KEY, 'hex')], 'any') },
    log,
    workflowBundle: await workflowBundle(),
    ...WORKER_CACHE,
  })
  running = worker.run()
})

afterAll(async () => {
  for await (const { workflowId } of client.workflow.list({ query: 'ExecutionStatus = "Running"' }))
    await client.workflow.getHandle(workflowId).terminate()
  worker?.shutdown()
  await running
  await native?.close()
  await connection?.close()
  await mambu?.stop()
  rmSync(folder, { recursive: true })
})

test('find, show and signal', async () => {
  const task = await waitingTask('LN-1001')
  await listed(
    'MpoRef = "LN-1001" AND MpoNode = "Wait for four-eyes approval" AND ExecutionStatus = "Running"',
    1,
  )
  expect(await typeSection('Find')).toMatch(/loan-approved\/r\/LN-1001[\s\S]+Total: \d/)
  const shown = await typeSection('Show')
  expect(shown).toContain('Wait for four-eyes approval')
  expect(shown).toContain('ActivityTaskScheduled')
  await typeSection('Signal')
  expect(await task.result()).toMatchObject({ state: 'disbursed', approvedBy: 'bob' })
})

test('update, then cancel', async () => {
  const task = await waitingTask('LN-1002')
  await client.workflow
    .getHandle('startnode-sum/fees')
    .terminate()
    .catch(() => {})
  expect(await typeSection('Update')).toMatch(/"total":\s*"12.5"/)
  await typeSection('Cancel')
  await expect(task.result()).rejects.toThrow('Workflow execution cancelled')
})

test('terminate', async () => {
  const task = await waitingTask('LN-1003')
  await typeSection('Terminate')
  expect(await stateOf(task)).toBe('TERMINATED')
})

test('reset to a node: the task that failed there does it again', async () => {
  const again = await mendedTask('LN-1004')
  await typeSection('Reset to a node')
  expect(await again.result()).toMatchObject({ state: 'disbursed' })
  expect(await readsOf(again)).toBe(1)
})

test('a batch signal reaches all that the query finds, and no other', async () => {
  const [first, second, other] = await Promise.all(['LN-2001', 'LN-2002', 'LN-3001'].map(waitingTask))
  await listed('MpoRef STARTS_WITH "LN-2" AND ExecutionStatus = "Running"', 2)
  await typeSection('Batch')
  for (const task of [first, second])
    expect(await task?.result()).toMatchObject({ state: 'rejected', reason: 'campaign is over' })
  expect(await stateOf(other as WorkflowHandle)).toBe('RUNNING')
})

test('pause and unpause', async () => {
  const task = await waitingTask('LN-1005')
  await typeSection('Pause', 0)
  await approve(task)
  const { workflowExecutionInfo } = (await task.describe()).raw
  expect(workflowExecutionInfo?.status).toBe(PAUSED)
  await typeSection('Pause', 1)
  expect(await task.result()).toMatchObject({ state: 'disbursed' })
})

test('startnode task pauses, resumes and signals by ref, and shows the command it stands for', async () => {
  const task = await waitingTask('LN-1006')
  const printed = await typeSection('By ref, with `startnode`', 0)
  const ids = /--workflow-id loan-approved\/r\/LN-1006 --run-id [0-9a-f-]{36}/.source
  for (const words of [
    `pause ${ids} --reason 'under audit'`,
    `unpause ${ids} --reason 'by cli:[^']+'|unpause ${ids} --reason by cli:\\w+`,
    `signal ${ids} --name approve --input '{"decision":"approve","by":"bob","proof":{[^']+}}'`,
  ])
    expect(printed).toMatch(
      new RegExp(`^\\$ temporal workflow (?:${words}) --address \\S+ --namespace \\S+$`, 'm'),
    )
  expect(await task.result()).toMatchObject({ state: 'disbursed', approvedBy: 'bob', proved: true })
})

test('startnode task resets to a node, and names the event in the command it stands for', async () => {
  const first = await mendedTask('LN-1007')
  const said = await typeSection('By ref, with `startnode`', 1)
  expect(said).toMatch(/reset .*--event-id \d+ --reason 'Mambu/)
  expect(said).toMatch(
    /does again: 'Disburse' \(disburseLoan\) of 20\S+: its key [0-9a-f]{24} is known until 20/,
  )
  expect(await first.result()).toMatchObject({ state: 'disbursed' })
  expect(await readsOf(first)).toBe(1)
  const second = await mendedTask('LN-1008')
  await typeCommands(await commandFor('loan-approved LN-1008 --reset-to Disburse'))
  expect(await second.result()).toMatchObject({ state: 'disbursed' })
  expect(await readsOf(second)).toBe(1)
  const nowhere = await startnodeTask('loan-approved LN-1008 --reset-to Nowhere', 1)
  expect(nowhere).toMatch(/not at 'Nowhere'. It was at: 'Check the loan', 'Wait for .*task_refused/)
})

test('startnode task resets a task that waits to where it waits', async () => {
  const first = await waitingTask('LN-1009')
  await startnodeTask(`loan-approved LN-1009 --reset-to 'Wait for four-eyes approval'`)
  expect(await stateOf(client.workflow.getHandle(first.workflowId, first.firstExecutionRunId))).toBe(
    'TERMINATED',
  )
  const again = client.workflow.getHandle(first.workflowId)
  await approve(again)
  expect(await again.result()).toMatchObject({ state: 'disbursed' })
  expect(await readsOf(again)).toBe(1)
})

test('startnode task shows a paused task instead of waiting for its end', async () => {
  const task = await waitingTask('LN-1010')
  await typeCommands(await commandFor('loan-approved LN-1010 --pause'))
  expect(await startnodeTask('loan-approved LN-1010')).toMatch(/ PAUSED$/m)
  await typeCommands(await commandFor('loan-approved LN-1010 --unpause'))
  await typeCommands(
    await commandFor(
      `loan-approved LN-1010 --signal approve --input '{"by":"it'\\''s bob","decision":"approve"}' --actor "cli:it's bob"`,
    ),
  )
  expect(await task.result()).toMatchObject({ approvedBy: "it's bob", proved: true })
})

test('startnode task updates, cancels and terminates, and so does the command it stands for', async () => {
  const task = await waitingTask('LN-1011')
  const wrong = `loan-approved LN-1011 --update reply --input '"0"'`
  expect(await startnodeTask(wrong, 1)).toMatch(/The task refused the update: .*task_refused/)
  await typeCommands(await commandFor(wrong), 1)
  const { taskId } = await taskOf(task)
  const words = `loan-approved LN-1011 --update reply --input '"${taskId}"'`
  const [same, answer] = [typeCommands(await commandFor(words)), startnodeTask(`${words} --json`)]
  await waitFor('both ask', async () => {
    const { events } = await task.fetchHistory()
    return events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes).length === 2
  })
  await approve(task)
  expect(await answer).toContain('"done":true,"result":null}')
  expect(await same).toMatch(/Result +<nil>/)

  const asked = await waitingTask('LN-1015')
  await startnodeTask('loan-approved LN-1015 --cancel')
  await expect(asked.result()).rejects.toThrow('Workflow execution cancelled')
  const cancelled = await waitingTask('LN-1012')
  await typeCommands(await commandFor('loan-approved LN-1012 --cancel'))
  await expect(cancelled.result()).rejects.toThrow('Workflow execution cancelled')
  const [third, fourth] = [await waitingTask('LN-1013'), await waitingTask('LN-1014')]
  await startnodeTask(`loan-approved LN-1013 --terminate --reason 'paid by hand'`)
  await typeCommands(await commandFor(`loan-approved LN-1014 --terminate --reason 'paid by hand'`))
  expect([await stateOf(third), await stateOf(fourth)]).toEqual(['TERMINATED', 'TERMINATED'])
  expect(await startnodeTask('loan-approved LN-1013 --signal approve', 1)).toContain('The task has ended')
})

test('startnode task refuses options that do not go together', async () => {
  for (const words of [
    '--pause --cancel',
    '--cancel --input 1',
    '--signal a --reason b',
    '--signal a --input {',
  ])
    await startnodeTask(`loan-approved LN-1011 ${words}`, 2)
})

test('every command of the table of tctl exists', async () => {
  const commands = [...page.matchAll(/^\| `tctl [^|]+\| `(temporal [^`]+)` \|$/gm)].map(
    (match) => match[1] ?? '',
  )
  expect(commands.length).toBeGreaterThan(20)
  const helps = [...new Set(commands.map((command) => command.replace(/ --.*/, '')))].map(
    (text) => `${text} --help`,
  )
  const terminal = typeInto(process.cwd(), helps.join('\n'), {
    ...plainEnv(),
    PATH: [dirname(binary), process.env.PATH].join(delimiter),
  })
  expect(await terminal.ended, terminal.output()).toBe(0)
  for (const command of commands) {
    const flag = /--[\w-]+/.exec(command)?.[0]
    if (flag) expect(terminal.output()).toContain(flag)
  }
})
