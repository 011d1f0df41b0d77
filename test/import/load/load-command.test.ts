/** startnode load as it is typed, on a real Temporal: before the first worker, again, and what the tasks do then. */
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DATA_QUERY } from '../../../src/process/diagram/diagram-task.ts'
import { refWorkflowId } from '../../../src/process/ids/workflow-id.ts'
import { findFreePort } from '../../helpers/free-port.ts'
import { type StackProcesses, startStackProcesses } from '../../helpers/stack-processes.ts'
import { temporalAddress } from '../../helpers/temporal.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { makeTask } from '../../workflows/make-task.ts'

const LIMITS = '5001-limits'
const READS = '6001-reads'
const HOLDS = '5f0050010000000000000200'
/** Of the worker. */
let METRICS = ''
const CARD = '4111 1111 1111 1111'

const dir = mkdtempSync(join(tmpdir(), 'startnode-load-'))
const file = join(dir, 'limits.csv')
let stack: StackProcesses

beforeAll(async () => {
  for (const process of [LIMITS, READS])
    copyFileSync(`test/fixtures/diagrams/bank/${process}.conv.json`, join(dir, `${process}.conv.json`))
  METRICS = `127.0.0.1:${await findFreePort()}`
  stack = await startStackProcesses({
    temporal: temporalAddress(),
    namespace: 'imports-2',
    env: { ENCRYPTION_KEYS: 'cd'.repeat(32), WORKFLOWS_DIR: dir, WORKFLOW_BUNDLE: '', TASK_QUEUE: 'loads' },
  })
})
afterAll(() => stack?.stop())

const load = (...args: string[]) => stack.run(['load', LIMITS, file, ...args])
const json = async (...args: string[]) => JSON.parse((await load(...args, '--json')).stdout) as object
const lines = (...more: string[]) =>
  ['ref;node_id;data', `C1;${HOLDS};"{""limit"":500}"`, `C2;;"{""limit"":600}"`, ...more, ''].join('\n')

async function readLimit(client: string): Promise<unknown> {
  const task = makeTask(READS, { client })
  const run = await stack.client.start(READS, {
    workflowId: `${READS}/t/${task.taskId}`,
    taskQueue: 'loads',
    args: [task],
  })
  return ((await run.result()) as { data: { limit?: unknown } }).data.limit
}

test('a dry run judges the lines without Temporal, and a wrong line holds all of them', async () => {
  writeFileSync(file, lines('C1;;{}', 'C3;nowhere;{}'))
  const env = { TEMPORAL_ADDRESS: '127.0.0.1:1' }
  const dry = await stack.run(['load', LIMITS, file, '--dry-run'], { env })
  expect(dry).toMatchObject({ code: 1, stderr: expect.stringContaining('Nothing was started: --dry-run') })
  expect(dry.stdout).toContain('line 4 (C1): line 2 has this ref already')
  expect(dry.stdout).toContain('line 5 (C3): the process has no node nowhere')
  expect(dry.stdout).toContain('2 tasks can be started, 2 lines are wrong.')
  expect(await stack.run(['load', LIMITS, file], { env })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Nothing was started: mend the lines'),
  })
  writeFileSync(file, lines())
  expect((await stack.run(['load', '5001', file, '--dry-run'], { env })).code).toBe(0)
  expect((await stack.run(['load', LIMITS, file], { env })).code).toBe(3)
})

test('each line becomes a task once, however often the file is loaded', async () => {
  await stack.addWorker({ WORKER_METRICS_ADDRESS: METRICS })
  expect((await stack.run(['setup'])).code).toBe(0)
  writeFileSync(file, lines(`${CARD};Holds;"{""limit"":9}"`))
  expect(await json()).toMatchObject({
    process: LIMITS,
    columns: { ref: 'ref', node: 'node_id', data: 'data', fields: [] },
    nodes: { Holds: 2, Start: 1 },
    started: 3,
    known: 0,
    problems: [],
  })
  const again = await load()
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('0 started, 3 were there already') })
  writeFileSync(file, lines('C3;;{}').replace(':500}', ':501}'))
  const other = await load()
  expect(other).toMatchObject({ code: 0, stdout: expect.stringContaining('1 started, 1 were there already') })
  expect(other.stdout).toContain('line 2 (C1): was loaded before with other data, which stays')
})

test('loaded tasks stand where the file said, and others read them', async () => {
  const held = stack.client.getHandle(refWorkflowId(LIMITS, 'C1'))
  expect(await held.query(DATA_QUERY)).toMatchObject({ node: HOLDS, data: { limit: 500 } })
  const started = stack.client.getHandle(refWorkflowId(LIMITS, 'C2'))
  await waitFor('it came from the Start to the state', async () => {
    return ((await started.query(DATA_QUERY)) as { node: string }).node === HOLDS
  })
  expect(await readLimit('C1')).toBe(500)
  expect(await readLimit('C2')).toBe(600)
})

test('the number of a card stands in no id and no attribute, and its task is found by it', async () => {
  expect(await readLimit(CARD)).toBe(9)
  const seen: string[] = []
  for await (const run of stack.client.list({ query: `MpoProcess = '${LIMITS}'` }))
    seen.push(run.workflowId, JSON.stringify(run.typedSearchAttributes.getAll().map(({ value }) => value)))
  expect(seen.filter((text) => text.includes('h-'))).toHaveLength(2)
  expect(seen.join()).not.toContain('1111')
  expect((await stack.run(['task', LIMITS, CARD])).code).toBe(0)
})

test('a ref that another task has is left to it', async () => {
  const task = { ...makeTask(LIMITS, {}), ref: 'T1' }
  const handle = await stack.client.start(LIMITS, {
    workflowId: refWorkflowId(LIMITS, 'T1'),
    taskQueue: 'loads',
    args: [task],
  })
  writeFileSync(file, 'ref;limit\nT1;5\n')
  const loaded = await load()
  expect(loaded.code).toBe(1)
  expect(loaded.stdout).toContain('line 2 (T1): another task has this ref, or had it: not started')
  expect(await handle.query(DATA_QUERY)).toMatchObject({ data: {} })
})

test('stats counts the nodes of a process, and says how exact that is', async () => {
  const metrics = `http://${METRICS}/metrics`
  const counted = await stack.run(['stats', LIMITS, '--metrics', metrics, 'http://127.0.0.1:1/metrics'])
  expect(counted.stdout).toMatch(new RegExp(`^Holds \\(Set State\\) +${HOLDS} +\\d+ +[45] +[45]$`, 'm'))
  expect(counted.stderr).toContain('entered: what the workers that answered counted')
  expect(counted.stderr).toContain('http://127.0.0.1:1/metrics gave nothing')
  const { code, stdout, stderr } = await stack.run(['stats', LIMITS])
  expect(code).toBe(0)
  expect(stdout).toMatch(new RegExp(`^Holds \\(Set State\\) +${HOLDS} +\\d+ +[45]$`, 'm'))
  expect(stderr).toContain('Not exact.')
  const { exact, nodes } = JSON.parse((await stack.run(['stats', LIMITS, '--tasks', '0', '--json'])).stdout)
  expect({ exact, passed: nodes.map(({ passed }: { passed: number }) => passed) }).toEqual({
    exact: false,
    passed: [0, 0, 0],
  })
  expect(await stack.run(['stats', LIMITS, '--tasks', 'all'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--tasks is a number from 0 to 10000'),
  })
  expect((await stack.run(['stats', 'nobody'])).stderr).toContain("There is no process 'nobody'")
})

test('a worker whose metrics can not be served is at work without them, and says so', async () => {
  const second = await stack.addWorker({ WORKER_METRICS_ADDRESS: METRICS })
  expect(second.log()).toContain('metrics are not served: nobody can listen at WORKER_METRICS_ADDRESS')
  await second.end()
})

test('what can not be loaded says why', async () => {
  const end = (...args: string[]) => stack.run(['load', ...args])
  expect(await end('4711', file)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("no imported process '4711'. Imported: 5001-limits, 6001-reads"),
  })
  expect((await end(READS, file)).stderr).toContain('is no state diagram')
  expect((await end(LIMITS, join(dir, 'none.csv'))).stderr).toContain('can not be read: ENOENT')
  writeFileSync(file, Buffer.from('ref;limit\n\xc1;5\n', 'latin1'))
  expect((await end(LIMITS, file)).stderr).toContain('is no utf-8: name its --encoding')
  expect((await end(LIMITS, file, '--encoding', 'windows-1251', '--dry-run')).stdout).toContain('1 tasks')
  expect((await end(LIMITS, file, '--separator', ':')).stderr).toContain('A separator is , ; | or tab')
})
