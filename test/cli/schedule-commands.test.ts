/** Processes on a Schedule, with the commands as a user runs them: real Schedules, firings and tasks. */

import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { Client, Connection, WorkflowFailedError } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createStartnodeWorker } from '../../src/boot/worker.ts'
import { taskWorkflowId } from '../../src/process/ids/workflow-id.ts'
import type { Task } from '../../src/process/task.ts'
import { WORKFLOWS_INDEX } from '../../src/project/project.ts'
import { checkCron } from '../../src/schedules/check-cron.ts'
import { createProcessSchedules } from '../../src/schedules/process-schedules.ts'
import { listTasks } from '../../src/tasks/list-tasks.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { createClientOptions } from '../../src/temporal/codec/client-letters.ts'
import { findTemporal } from '../../src/temporal/dev/find-temporal.ts'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { startnodeJson as json, startnode } from '../helpers/startnode.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { workflowBundle } from '../helpers/workflow-bundle.ts'

vi.hoisted(() => {
  process.env.WORKFLOWS_DIR = 'test/cli/scheduled-processes'
})

const NAMESPACE = 'schedules'
const TASK_QUEUE = 'schedules'
const ENCRYPTION_KEY = 'cd'.repeat(32)
const encryption = { keys: [Buffer.from(ENCRYPTION_KEY, 'hex')], configured: true }
let client: Client
let stop: () => Promise<void>

beforeAll(async () => {
  const address = temporalAddress()
  Object.assign(process.env, {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: NAMESPACE,
    TASK_QUEUE,
    SIGNING_KEYS: 'ab'.repeat(32),
    ENCRYPTION_KEYS: ENCRYPTION_KEY,
  })
  const log = createLogger('fatal', false)
  installRuntime(log)
  const connection = await Connection.connect({ address })
  await registerSearchAttributes(connection, NAMESPACE)
  client = new Client({ connection, namespace: NAMESPACE, ...createClientOptions(encryption) })
  const native = await NativeConnection.connect({ address })
  const worker = await createStartnodeWorker({
    connection: native,
    namespace: NAMESPACE,
    taskQueue: TASK_QUEUE,
    workflowBundle: await workflowBundle(WORKFLOWS_INDEX, encryption),
    activities: {},
    encryption,
    log,
  })
  const running = worker.run()
  stop = async () => {
    worker.shutdown()
    await running
    await native.close()
    await connection.close()
  }
})

afterAll(() => stop?.())

interface Shown {
  readonly when: string
  readonly paused: boolean
  readonly overlap: string
  readonly fired: number
  readonly skipped: number
  readonly next: readonly string[]
  readonly recent: readonly { readonly firedAt: string; readonly taskId: string }[]
  readonly open: readonly string[]
  readonly data: unknown
}

/** The test server is not where the `temporal` command looks by itself. */
const HERE = () => ` --address ${temporalAddress()} --namespace ${NAMESPACE}`
const NO_LIMITS = { workflowExecutionTimeout: 0, workflowRunTimeout: 0, workflowTaskTimeout: 0 }
const END = '{"until":"end"}'
const SIGNAL = '{"until":"signal"}'

/** A Schedule fires once in a second. */
const nextSecond = () =>
  waitFor('the next second', async () => {
    const [last] = (await show()).recent
    return last === undefined || Date.now() > Date.parse(last.firedAt) + 1_000
  })
/** Runs the schedule once its last task is over; gives the id of the task, which is there. */
async function fire(): Promise<string> {
  await waitFor('the last firing to be over', async () => (await show()).open.length === 0)
  // Temporal hears of the end of a firing a moment later than who asks for it, and skips until then.
  const taskId = await waitFor('a firing', async () => {
    await nextSecond()
    return (await json<{ taskId: string | null }>('schedule run night-run')).taskId
  })
  await waitFor('the task', () => taskOf(taskId).describe())
  return taskId
}
const taskOf = (taskId: string) => client.workflow.getHandle(taskWorkflowId('night-run', taskId))
const firingOf = (firedAt: string) => client.workflow.getHandle(`night-run/s/at-${firedAt}`)
const show = () => json<Shown>('schedule show night-run')

test('a firing is a task of its own, findable like any other, with the data of the schedule', async () => {
  const set = await startnode(
    "schedule set night-run --cron '0 6 * * 1-5' --timezone Europe/Paris --data -",
    END,
  )
  expect(set).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Set\. 0 6 \* \* 1-5 \(Europe\/Paris\)/),
  })
  const taskId = await fire()
  expect(taskId).toMatch(/^[0-9a-f]{24}$/)
  const task = (await taskOf(taskId).result()) as Task
  const { recent, next } = await show()
  expect(recent[0]).toMatchObject({ taskId })
  const firedAt = recent[0]?.firedAt as string
  expect(task).toEqual({
    process: 'night-run',
    version: null,
    keysByTask: true,
    taskId,
    ref: null,
    data: { until: 'end' },
    delivery: {
      key: firedAt,
      receivedAt: new Date(firedAt).toISOString(),
      method: 'schedule',
      contentType: null,
      format: 'json',
    },
  })
  expect(next.map((time) => new Date(time).getUTCMinutes())).toEqual(next.map(() => 0))
  const described = await taskOf(taskId).describe()
  expect(described.searchAttributes).toMatchObject({ MpoProcess: ['night-run'], MpoTaskId: [taskId] })
  expect((await startnode(`task night-run ${taskId}`)).stdout).toContain(`night-run/t/${taskId}`)
  await waitFor('the task in the list', async () => {
    const { tasks } = await listTasks(client, { process: 'night-run', limit: 10 })
    return tasks.length === 1 && tasks[0]?.taskId === taskId
  })
})

test('a firing that happens again starts nothing twice', async () => {
  const { recent } = await show()
  const { firedAt, taskId } = recent[0] as { firedAt: string; taskId: string }
  const first = (await taskOf(taskId).describe()).runId
  const action = (await client.schedule.getHandle('night-run').describe()).action
  const again = await client.workflow.start('scheduledTask', {
    workflowId: `night-run/s/at-${firedAt}`,
    taskQueue: TASK_QUEUE,
    args: action.args as unknown[],
  })
  expect(await again.result()).toEqual({ workflowId: `night-run/t/${taskId}`, taskId, started: false })
  expect((await taskOf(taskId).describe()).runId).toBe(first)
})

test('a backfill makes up for times that had no task, and only for them', async () => {
  await startnode("schedule set night-run --cron '0 6 * * *' --data -", END)
  const handle = client.schedule.getHandle('night-run')
  const days = { start: new Date('2026-11-02T00:00:00Z'), end: new Date('2026-11-04T00:00:00Z') }
  const open = async (fired: number) => {
    await handle.backfill({ ...days, overlap: 'ALLOW_ALL' })
    await waitFor('the firings', async () => (await show()).fired >= fired)
    return (await show()).recent.filter(({ firedAt }) => firedAt.startsWith('2026-11-0'))
  }
  const { fired } = await show()
  const made = await open(fired + 2)
  expect(made.map(({ firedAt }) => firedAt).sort()).toEqual(['2026-11-02T06:00:00Z', '2026-11-03T06:00:00Z'])
  const runs = await Promise.all(
    made.map(async ({ firedAt, taskId }) => {
      expect(await firingOf(firedAt).result()).toMatchObject({ taskId, started: true })
      return (await taskOf(taskId).describe()).runId
    }),
  )
  await handle.backfill({ ...days, overlap: 'ALLOW_ALL' })
  for (const [index, { firedAt, taskId }] of made.entries()) {
    await waitFor('the firing to be told so', async () => {
      const result = (await firingOf(firedAt).result()) as { started: boolean }
      return !result.started
    })
    expect((await taskOf(taskId).describe()).runId).toBe(runs[index])
  }
})

test('skip: nothing starts while the last task is open, and the firing lasts as long as its task', async () => {
  expect((await startnode('schedule set night-run --every 24h --data -', SIGNAL)).stdout).toMatch(
    /^Changed\. every/,
  )
  const taskId = await fire()
  const run = await startnode('schedule run night-run')
  expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing started: a task') })
  const { open, skipped } = await show()
  expect(skipped).toBeGreaterThanOrEqual(1)
  expect(open).toHaveLength(1)
  await taskOf(taskId).signal('end')
  await taskOf(taskId).result()
  await waitFor('no open firing', async () => (await show()).open.length === 0)
})

test('buffer: one firing waits for the last task; allow: they run side by side', async () => {
  await startnode('schedule set night-run --every 24h --overlap buffer --data -', SIGNAL)
  const first = await fire()
  await nextSecond()
  const run = await startnode('schedule run night-run')
  expect(run.stdout).toContain('It starts when the open task ends')
  await taskOf(first).signal('end')
  const second = await waitFor('the buffered task', async () => {
    const id = (await show()).recent[0]?.taskId
    return id !== first && id
  })
  await waitFor('its task', () =>
    taskOf(second)
      .signal('end')
      .then(() => true),
  )
  await taskOf(second).result()
  await startnode('schedule set night-run --every 24h --overlap allow --data -', SIGNAL)
  const third = await fire()
  await nextSecond()
  const { taskId: fourth } = await json<{ taskId: string }>('schedule run night-run')
  for (const id of [third, fourth]) {
    await waitFor('the task', () =>
      taskOf(id)
        .signal('end')
        .then(() => true),
    )
    await taskOf(id).result()
  }
})

test('a firing fails with its task', async () => {
  await startnode('schedule set night-run --every 24h --overlap allow --data -', '{"until":"failure"}')
  const taskId = await fire()
  const { firedAt } = (await show()).recent[0] as { firedAt: string }
  const failure = await firingOf(firedAt)
    .result()
    .catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(WorkflowFailedError)
  expect((await taskOf(taskId).describe()).status.name).toBe('FAILED')
})

test('pause, resume, list and delete do what they say, and show the temporal command', async () => {
  await startnode('schedule set night-run --every 24h --paused --data -', END)
  expect(await show()).toMatchObject({ paused: true, overlap: 'skip', when: 'every 86400s' })
  // A change leaves it as paused as it was.
  const changed = await startnode('schedule set night-run --every 12h --data -', END)
  expect(changed.stderr).toMatch(
    /^\$ temporal schedule update .* --paused --address \S+ --namespace schedules\n$/,
  )
  expect(await show()).toMatchObject({ paused: true, when: 'every 43200s' })
  const resumed = await startnode("schedule resume night-run --reason 'rates are back'")
  expect(resumed).toMatchObject({
    code: 0,
    stderr: `$ temporal schedule toggle --schedule-id night-run --unpause --reason 'rates are back'${HERE()}\n`,
  })
  expect(await show()).toMatchObject({ paused: false })
  await startnode('schedule pause night-run')
  await waitFor('the list', async () => {
    const [listed] = await json<readonly (Shown & { readonly process: string })[]>('schedule list')
    return listed?.process === 'night-run' && listed.paused
  })
  const deleted = await startnode('schedule delete night-run')
  expect(deleted.stderr).toBe(`$ temporal schedule delete --schedule-id night-run${HERE()}\n`)
  expect(await startnode('schedule show night-run')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('schedule_unknown'),
  })
})

test('the temporal command that `set` shows makes the same schedule', async () => {
  const set = await startnode(
    "schedule set night-run --cron '0 6 * * 1-5' --overlap buffer --catch-up 2h --data -",
    END,
  )
  const ours = await client.schedule.getHandle('night-run').describe()
  await startnode('schedule delete night-run')
  const temporal = await findTemporal({ stateDir: '.startnode' })
  const command = set.stderr.replace('$ temporal', temporal)
  execFileSync('sh', ['-c', command.trim()], {
    // The command itself says where.
    env: { ...process.env, TEMPORAL_ADDRESS: '127.0.0.1:1', TEMPORAL_NAMESPACE: 'default' },
  })
  const theirs = await client.schedule.getHandle('night-run').describe()
  const essence = ({ spec, policies, action }: typeof ours) => {
    // Temporal tells them in any order
    const { typedSearchAttributes: told = [] } = action
    const attributes = [...(Array.isArray(told) ? told : told.getAll())].sort((one, other) =>
      one.key.name.localeCompare(other.key.name),
    )
    // The command says what we leave out: no time-out, no jitter.
    return JSON.parse(
      JSON.stringify({
        spec: { ...spec, jitter: 0 },
        policies,
        action: { ...action, ...NO_LIMITS, typedSearchAttributes: attributes },
      }),
    ) as unknown
  }
  expect(essence(theirs)).toEqual(essence(ours))
  await startnode('schedule delete night-run')
})

test('what can not be scheduled is refused before it is stored', async () => {
  const refused = async (args: string, text: string, input = END) => {
    const end = await startnode(`schedule set ${args}`, input)
    expect(end).toMatchObject({ code: 2, stderr: expect.stringContaining(text) })
  }
  await refused('night-run --every 5m --data -', '/until: Invalid option', '{"until":"then"}')
  await refused('night-run --every 5m', '/until')
  await refused('night-run --every 5m --data -', 'line 1', '{"until":')
  await refused('night-run --data -', 'Say when')
  await refused("night-run --every 5m --cron '0 6 * * *' --data -", 'Say when')
  await refused('night-run --every 0s --data -', 'refuses the schedule')
  await refused('night-run --every soon --data -', 'not a duration')
  await refused('night-run --every 5m --overlap never --data -', 'skip, buffer, allow')
  await refused("night-run --cron '99 6 * * *' --data -", "minute '99': '99' is nothing from 0 to 59")
  await refused("night-run --cron '0 0 6 * * *' --data -", "Without seconds: '0 6 * * *'")
  await refused("night-run --cron '0 6 * * *' --timezone Mars --data -", 'unknown time zone Mars')
  await refused('with-ref --every 5m', 'takes a ref')
  await refused('day-run --every 5m', 'no process')
  expect((await startnode('schedule show night-run')).code).toBe(2)
})

test('what `set` takes as cron Temporal takes, and what it refuses Temporal refuses or reads otherwise', async () => {
  const handle = client.schedule.getHandle('cron-run')
  const asked = async (cron: string) => {
    const action = { type: 'startWorkflow', workflowType: 'other', taskQueue: TASK_QUEUE } as const
    const spec = { cronExpressions: [cron] }
    const state = { paused: true }
    try {
      await client.schedule.create({ scheduleId: 'cron-run', spec, state, action })
    } catch (error) {
      return (error as Error).name
    }
    const { info } = await handle.describe()
    await handle.delete()
    await waitFor('it to be gone', () =>
      handle.describe().then(
        () => false,
        () => true,
      ),
    )
    return info.nextActionTimes
  }
  const TAKEN = [
    '*/5 * * * *',
    '5/15 1-3,22 * * *',
    '0 6 * JAN-mar/2 *',
    '0 6 * * mon,wed-Friday',
    '0 6 29 2 *',
    '00 06 * * 7',
    '@weekly',
  ]
  for (const cron of TAKEN) {
    expect([cron, checkCron(cron)]).toEqual([cron, null])
    expect([cron, ((await asked(cron)) as Date[]).length > 0]).toEqual([cron, true])
  }
  const REFUSED_TOO = [
    '60 * * * *',
    '0 24 * * *',
    '0 6 0 * *',
    '0 6 * 13 *',
    '0 6 * * 8',
    '0 6 L * *',
    '0 6 ? * 1',
    '0 6 1W * *',
    '0 22-2 * * *',
    '0 6 * * fri-mon',
    '*/0 * * * *',
    '1-5-7 * * * *',
    '1/2/3 * * * *',
    '1,,3 * * * *',
    '0 6 * * 5L',
    '0 6 * *',
    '@reboot',
    '@DAILY',
  ]
  for (const cron of REFUSED_TOO) {
    expect(() => checkCron(cron), cron).toThrow(`--cron '${cron}': `)
    expect([cron, typeof (await asked(cron))]).toEqual([cron, 'string'])
  }
  const READ_OTHERWISE = [
    '0 0 6 * * *',
    '0 0 6 * * * 2030',
    '0 6 * * 5#2',
    '*/99 * * * *',
    'TZ=Europe/Paris 0 6 * * *',
    '@every 5m',
  ]
  for (const cron of READ_OTHERWISE) expect(() => checkCron(cron), cron).toThrow(`--cron '${cron}': `)
  expect(() => checkCron('0 22-2 * * *')).toThrow('write 22-23,0-2')
  expect(() => checkCron('0 6 * * fri-mon')).toThrow('write 5-6,0-1')
  // The semantic of Temporal that is said: the 1st and 15th that are Fridays.
  expect(checkCron('0 6 1,15 * 5')).toContain('both must fit')
  for (const time of (await asked('0 6 1,15 * 5')) as Date[])
    expect([[1, 15].includes(time.getUTCDate()), time.getUTCDay()]).toEqual([true, 5])
})

test('`set` prints the next three times, says that both days must fit, and warns where no time fits', async () => {
  const set = (cron: string) =>
    startnode(`schedule set night-run --cron '${cron}' --timezone Europe/Paris --data -`, END)
  const both = await set('0 6 1,15 * 5')
  expect(both.stderr).toContain('Both days are named, and both must fit')
  const times = both.stdout.split('\n').slice(1, -1)
  expect(times).toHaveLength(3)
  for (const line of times)
    expect(line).toMatch(/^ {2}\d{4}-\d\d-\d\dT0[45]:00:00.000Z {2}Friday[ ,].* 06:00 Europe\/Paris$/)
  const never = await set('0 0 31 2 *')
  expect(never).toMatchObject({ code: 0, stderr: expect.stringContaining('Warning: no time fits') })
  expect(never.stdout).toContain('next never\n')
  await startnode('schedule delete night-run')
})

test('a time that the clock of the zone skips does not fire, and one that it repeats fires once', async () => {
  // The last Sundays of March and October 2027
  const nextOf = async (cron: string) => {
    await startnode(`schedule set night-run --cron '${cron}' --timezone Europe/Paris --paused --data -`, END)
    return (await show()).next.filter((time) => time.startsWith('2027-')).map((time) => time.slice(0, 16))
  }
  expect(await nextOf('30 2 28 3 *')).toEqual([])
  for (const hours of ['2', '1-3']) {
    const repeated = (await nextOf(`30 ${hours} 31 10 *`)).filter((time) =>
      /^2027-10-31T0[01]:30$/.test(time),
    )
    expect([hours, repeated.length]).toEqual([hours, 1])
  }
  await startnode('schedule delete night-run')
})

test('a schedule whose data its process takes no more says so, and so does one whose process is gone', async () => {
  const schedules = createProcessSchedules(client, { taskQueue: TASK_QUEUE })
  const schedule = {
    title: 'Of before',
    when: { everyMs: 86_400_000 },
    paused: true,
    data: { until: 'then' },
  }
  const problemOf = async (process: string) =>
    (await json<{ problem: string | null }>(`schedule show ${process}`)).problem
  await schedules.set({ ...schedule, process: 'night-run' })
  await schedules.set({ ...schedule, process: 'gone-run' })
  expect(await problemOf('night-run')).toMatch(
    /^The data is nothing for night-run: .*\n {2}\/until: Invalid option/,
  )
  expect((await startnode('schedule show night-run')).stdout).toContain('problem: The data')
  expect(await problemOf('gone-run')).toBe('This project has no such process')
  await waitFor('the list', async () => {
    const { stdout } = await startnode('schedule list')
    return stdout.split('\n').filter((line) => line.endsWith('has a problem')).length === 2
  })
  await startnode('schedule set night-run --every 24h --data -', END)
  expect(await problemOf('night-run')).toBe(null)
  for (const process of ['night-run', 'gone-run']) await startnode(`schedule delete ${process}`)
})

test("somebody else's schedule of that name is left alone", async () => {
  const action = { type: 'startWorkflow', workflowType: 'other', taskQueue: TASK_QUEUE } as const
  const handle = await client.schedule.create({ scheduleId: 'night-run', spec: {}, action })
  for (const args of ['set night-run --every 5m --data -', 'run night-run', 'delete night-run'])
    expect(await startnode(`schedule ${args}`, END)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('was not made by Startnode'),
    })
  expect((await handle.describe()).action).toMatchObject({ workflowType: 'other' })
  await handle.delete()
})

test('a namespace without the search attributes takes a schedule without them', async () => {
  // Fresh: on PostgreSQL a schedule that has an attribute can't be read any more once that is removed
  const namespace = `schedules-${randomUUID()}`
  const bare = new Client({ connection: client.connection, namespace })
  await client.connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  })
  const schedules = createProcessSchedules(bare, { taskQueue: TASK_QUEUE })
  const schedule = {
    process: 'night-run',
    title: 'Night run',
    when: { everyMs: 60_000 },
    paused: true,
    data: {},
  }
  await waitFor('the namespace takes the schedule', async () => {
    await schedules.set(schedule)
    return true
  })
  const { action } = await bare.schedule.getHandle('night-run').describe()
  expect(action.searchAttributes ?? {}).toEqual({})
  await schedules.delete('night-run')
})
