/** Every command of docs/temporal-cli.md, run as it is typed there against running tasks, does what the page says. */
import { readFileSync } from 'node:fs'
import { delimiter, dirname } from 'node:path'
import { Client, Connection, type WorkflowHandle } from '@temporalio/client'
import proto from '@temporalio/proto'
import { NativeConnection, type Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMambuActivities } from '../../activities/index.ts'
import { installRuntime } from '../../src/install-runtime.ts'
import { createLogger } from '../../src/logger.ts'
import { type MambuStandIn, startMambuStandIn } from '../../src/mambu/stand-in.ts'
import type { TraceEntry } from '../../src/process/trace.ts'
import { findTemporal } from '../../src/temporal/find-temporal.ts'
import { MPO_NODE, MPO_PROCESS, MPO_REF, MPO_TASK_ID } from '../../src/temporal/search-attributes.ts'
import { createStartnodeWorker } from '../../src/worker.ts'
import type { LoanApproved } from '../../workflows/loan-approved.ts'
import { readCodeBlocks } from '../docs/code-blocks.ts'
import { typeInto } from '../docs/shell.ts'
import { plainEnv } from '../helpers/child-process.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from '../workflows/make-task.ts'

const namespace = 'operators'
/** The page names it. */
const taskQueue = 'startnode'
const page = readFileSync('docs/temporal-cli.md', 'utf8')
const PAUSED = proto.temporal.api.enums.v1.WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_PAUSED
const log = createLogger('fatal', false)
let binary: string
let mambu: MambuStandIn
let connection: Connection
let native: NativeConnection
let client: Client
let worker: Worker
let running: Promise<void>

/** Types the commands of one section, or of one block of it; gives what they print. */
async function typeSection(heading: string, which?: number): Promise<string> {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? ''
  const blocks = readCodeBlocks(section).filter(({ language }) => language === 'sh')
  expect(blocks.length).toBeGreaterThan(0)
  let printed = ''
  for (const { text } of which === undefined ? blocks : blocks.slice(which, which + 1)) {
    const terminal = typeInto(process.cwd(), text, {
      ...plainEnv(),
      PATH: [dirname(binary), process.env.PATH].join(delimiter),
      TEMPORAL_ADDRESS: temporalAddress(),
      TEMPORAL_NAMESPACE: namespace,
    })
    expect(await terminal.ended, terminal.output()).toBe(0)
    printed += terminal.output()
  }
  return printed
}

/** A task that waits for its approval. */
async function waitingTask(ref: string): Promise<WorkflowHandle> {
  const data = JSON.parse(loanBody(ref)) as LoanApproved
  mambu.addLoan({ id: ref, amount: data.float_amount })
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

/** Visibility lags a moment behind. */
function listed(query: string, count: number): Promise<unknown> {
  return waitFor(`${count} listed`, async () => (await client.workflow.count(query)).count === count)
}

beforeAll(async () => {
  installRuntime(log)
  binary = await findTemporal({ stateDir: '.startnode' })
  mambu = await startMambuStandIn()
  connection = await Connection.connect({ address: temporalAddress() })
  native = await NativeConnection.connect({ address: temporalAddress() })
  client = new Client({ connection, namespace })
  worker = await createStartnodeWorker({
    connection: native,
    namespace,
    taskQueue,
    activities: createMambuActivities({ baseUrl: mambu.url, apiKey: mambu.apiKey }),
    log,
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
  const task = await waitingTask('LN-1004')
  const { float_amount: amount } = JSON.parse(loanBody('LN-1004')) as LoanApproved
  mambu.addLoan({ id: 'LN-1004', amount, state: 'CLOSED' })
  await approve(task)
  await expect(task.result()).rejects.toThrow('Workflow execution failed')
  mambu.addLoan({ id: 'LN-1004', amount })
  await typeSection('Reset to a node')
  const again = client.workflow.getHandle('loan-approved/r/LN-1004')
  expect(await again.result()).toMatchObject({ state: 'disbursed' })
  const { events } = await again.fetchHistory()
  const reads = events?.filter(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'getLoan',
  )
  expect(reads).toHaveLength(1)
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

test('every command of the table of tctl exists', { timeout: 60_000 }, async () => {
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
