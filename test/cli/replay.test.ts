/** startnode replay: against tasks of the real server, against a file of the `temporal` CLI, and against a change that breaks. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createActivities } from '../../activities/index.ts'
import { readHistory } from '../../src/cli/input/read-history.ts'
import { replayTasks } from '../../src/cli/replay-tasks.ts'
import { findTemporal } from '../../src/temporal/dev/find-temporal.ts'
import { startnode, startnodeJson } from '../helpers/startnode.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from '../workflows/make-task.ts'
import { NAMESPACE, runTestWorker, type TestWorker } from '../workflows/run-worker.ts'

const DISBURSED = new URL('../replay/histories/loan-approved-disbursed.json', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'startnode-replay-'))
const id = `replay/t/${randomUUID()}`
let worker: TestWorker

beforeAll(async () => {
  vi.stubEnv('TEMPORAL_ADDRESS', temporalAddress())
  vi.stubEnv('TEMPORAL_NAMESPACE', NAMESPACE)
  vi.stubEnv('SIGNING_KEYS', '07'.repeat(32))
  vi.stubEnv('STATE_DIR', folder)
  worker = await runTestWorker({ taskQueue: 'cli-replay', activities: createActivities({ mambu: null }) })
  const data = { cbs_account_id: 'LN-GONE' }
  const task = { taskQueue: 'cli-replay', args: [makeTask('loan-approved', data)] }
  const { workflow } = worker.client
  await workflow.start('loanApproved', { ...task, workflowId: `${id}-later`, startDelay: '1 hour' })
  const waiting = await workflow.start('loanApproved', { ...task, workflowId: id })
  await waitFor('it has begun', () => waiting.query('trace'))
})

afterAll(async () => {
  for (const open of [id, `${id}-later`]) await worker?.client.workflow.getHandle(open).terminate()
  await worker?.stop()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

test('open tasks that fit are counted, exit code 0', async () => {
  const report = await startnodeJson<{ replayed: number; broken: [] }>(
    'replay loan-approved --open 20 --closed 2',
  )
  expect(report.replayed).toBeGreaterThanOrEqual(1)
  expect(report.broken).toEqual([])
})

test('a history of the temporal command is replayed without a server', async () => {
  const file = join(folder, 'shown.json')
  const temporal = await findTemporal({ stateDir: '.startnode' })
  const where = ['--address', temporalAddress(), '--namespace', NAMESPACE]
  const show = ['workflow', 'show', '--workflow-id', id, '--output', 'json', ...where]
  writeFileSync(file, (await promisify(execFile)(temporal, show)).stdout)
  expect(await startnode(['replay', '--history', file])).toMatchObject({
    code: 0,
    stdout: '1 replayed, all fit.\n',
  })
})

test('a task that a change breaks is named with the reason', async () => {
  const history = readHistory(readFileSync(DISBURSED, 'utf8'))
  const changed = fileURLToPath(new URL('../replay/changed-process.ts', import.meta.url))
  const histories = [{ workflowId: 'loan-approved/r/LN1', history }]
  const { replayed, broken } = await replayTasks(histories, { keys: [], configured: false }, changed)
  expect(replayed).toBe(1)
  expect(broken).toEqual([
    { workflowId: 'loan-approved/r/LN1', reason: expect.stringMatching(/nondeterminism/i) },
  ])
})

test('a history that would break gives exit code 1', async () => {
  const history = JSON.parse(readFileSync(DISBURSED, 'utf8')) as {
    events: { activityTaskScheduledEventAttributes?: { activityType: { name: string } } }[]
  }
  for (const { activityTaskScheduledEventAttributes: scheduled } of history.events)
    if (scheduled) scheduled.activityType.name = 'another'
  const file = join(folder, 'broken.json')
  writeFileSync(file, JSON.stringify(history))
  const { code, stdout } = await startnode(['replay', '--history', file])
  expect(stdout).toMatch(/^! broken\.json: .*\n1 replayed, 1 would break: see docs\/versions\.md\.\n$/)
  expect(code).toBe(1)
})

test('a file that is no history, and no process at all, are wrong usage', async () => {
  const file = join(folder, 'not.json')
  writeFileSync(file, '{}')
  expect((await startnode(['replay', '--history', file])).code).toBe(2)
  expect((await startnode('replay')).code).toBe(2)
})
