/** Worker deployment versioning on the real server: two builds side by side, tasks open across the change, the old build gone. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Client, type Connection, WithStartWorkflowOperation, type WorkflowHandle } from '@temporalio/client'
import proto from '@temporalio/proto'
import { NativeConnection, type Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStartnodeWorker } from '../../src/boot/worker.ts'
import { replayTasks } from '../../src/cli/replay-tasks.ts'
import { checkWorkerVersion } from '../../src/doctor/check-worker-version.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { findTemporal } from '../../src/temporal/dev/find-temporal.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import {
  readCurrentVersion,
  setCurrentVersion,
  type WorkerVersion,
} from '../../src/temporal/worker-version.ts'
import { readCodeBlocks } from '../docs/code-blocks.ts'
import { type CommandEnd, startnode } from '../helpers/startnode.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { WORKER_CACHE } from '../helpers/worker-cache.ts'
import { workflowBundle } from '../helpers/workflow-bundle.ts'
import { makeTask } from '../workflows/make-task.ts'

const namespace = 'versions'
const deploymentName = `versions-${randomUUID()}`
const taskQueue = deploymentName
const OLD: WorkerVersion = { deploymentName, buildId: '1.0.0' }
const NEW: WorkerVersion = { deploymentName, buildId: '1.1.0+abc' }
const log = createLogger('fatal', false)
const address = temporalAddress()
let connection: Connection
let native: NativeConnection
let client: Client
const running = new Map<WorkerVersion, { worker: Worker; end: Promise<void> }>()
const service = () => ({ workflowService: connection.workflowService, namespace })

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const { ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS } = proto.temporal.api.enums.v1.RoutingConfigUpdateState
const NO_KEYS = { keys: [], configured: false }
let ofOldBuild: { workflowId: string; history: Awaited<ReturnType<WorkflowHandle['fetchHistory']>> }

async function startBuild(version: WorkerVersion, file: string): Promise<void> {
  const worker = await createStartnodeWorker({
    connection: native,
    namespace,
    taskQueue,
    activities: {},
    version,
    workflowsPath: pathOf(file),
    workflowBundle: await workflowBundle(pathOf(file)),
    log,
    ...WORKER_CACHE,
  })
  running.set(version, { worker, end: worker.run() })
}

async function stopBuild(version: WorkerVersion): Promise<void> {
  const found = running.get(version)
  running.delete(version)
  found?.worker.shutdown()
  await found?.end
}

/** Its deployments lose the word of their task queues, as those of Temporal 1.32 do now and then (temporalio/temporal#11842). */
function forgetful(known: Connection['workflowService']): Connection['workflowService'] {
  const workflowService: Connection['workflowService'] = Object.create(known)
  workflowService.describeWorkerDeployment = (async (asked: object) => {
    const told = await known.describeWorkerDeployment(asked)
    if (told.workerDeploymentInfo)
      told.workerDeploymentInfo.routingConfigUpdateState = ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS
    return told
  }) as typeof known.describeWorkerDeployment
  return workflowService
}

/** `startnode setup --current-version` */
function setUp(version: WorkerVersion | null): Promise<CommandEnd> {
  return startnode('setup --current-version', '', {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    TASK_QUEUE: taskQueue,
    SIGNING_KEYS: '07'.repeat(32),
    DEPLOYMENT_NAME: version?.deploymentName,
    BUILD_ID: version?.buildId,
  })
}

function startTask(): Promise<WorkflowHandle<() => Promise<string>>> {
  return client.workflow.start('payoutMade', {
    workflowId: `payout-made/t/${randomUUID()}`,
    taskQueue,
    args: [makeTask('payout-made', {})],
  })
}

function addToSum(updateId: string): Promise<unknown> {
  return client.workflow.executeUpdateWithStart('add', {
    startWorkflowOperation: new WithStartWorkflowOperation('startnodeSum', {
      workflowId: `startnode-sum/${deploymentName}`,
      taskQueue,
      args: [{}],
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
    updateId,
    args: [1],
  })
}

beforeAll(async () => {
  installRuntime(log)
  connection = openPatientConnection({ address })
  native = await NativeConnection.connect({ address })
  client = new Client({ connection, namespace })
})

afterAll(async () => {
  for (const version of [...running.keys()]) await stopBuild(version)
  await native?.close()
  await connection?.close()
})

test('a version without workers does not become current', async () => {
  await expect(setCurrentVersion(service(), OLD, 300)).rejects.toThrow(
    /1\.0\.0 did not become current .+ no worker came/,
  )
})

test('the deploy step needs to know which version', async () => {
  expect(await setUp(null)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('needs DEPLOYMENT_NAME'),
  })
})

test('tasks stay with the build that began them, and the old build can go', {
  timeout: 120_000,
}, async () => {
  expect(await checkWorkerVersion(client, taskQueue)).toEqual([])
  await startBuild(OLD, './old-build.ts')
  const unset = await waitFor('its pollers', async () => (await checkWorkerVersion(client, taskQueue))[0])
  expect(unset).toMatchObject({ state: 'warning', message: expect.stringContaining('so no task starts') })
  await setCurrentVersion(service(), OLD, 30_000)
  expect(await readCurrentVersion(service(), deploymentName)).toMatchObject({ buildId: '1.0.0' })
  expect(await checkWorkerVersion(client, taskQueue)).toMatchObject([{ state: 'ok' }])
  const [finished, moved] = [await startTask(), await startTask()]
  const watch = await client.workflow.start('longWatch', {
    workflowId: `long-watch/t/${randomUUID()}`,
    taskQueue,
    args: [makeTask('long-watch', 1)],
  })
  for (const task of [finished, moved, watch]) await waitFor('it has begun', () => task.query('trace'))
  expect(await addToSum('first')).toEqual({ total: '1', count: 1 })

  await startBuild(NEW, './new-build-with-watch.ts')
  expect(await setUp(NEW)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`New tasks go to ${deploymentName}.1.1.0+abc.\n`),
  })
  const later = await startTask()
  await waitFor('it has begun', () => later.query('trace'))
  for (const task of [finished, later]) await task.signal('go', 'now')
  expect(await finished.result()).toBe('paid by the old build')
  ofOldBuild = { workflowId: finished.workflowId, history: await finished.fetchHistory() }
  expect(await later.result()).toBe('paid by the new build')

  // Whose task queues have all heard is current, whatever the deployment itself remembers of it
  const { workflowService } = connection
  await setCurrentVersion({ workflowService: forgetful(workflowService), namespace }, NEW, 20_000)

  // A task that continues as new goes on with the build of today
  await watch.signal('go', 'now')
  const latest = client.workflow.getHandle(watch.workflowId)
  await waitFor('its next run', async () => (await latest.describe()).runId !== watch.firstExecutionRunId)
  await latest.signal('go', 'now')
  expect(await latest.result()).toBe(NEW.buildId)

  await stopBuild(OLD)
  // Entities and settings follow the current build by themselves
  expect(await waitFor('the new build adds', () => addToSum('second'), 40_000)).toEqual({
    total: '2',
    count: 2,
  })
  // A task is moved on purpose, as docs/versions.md says
  const temporal = await findTemporal({ stateDir: '.startnode' })
  const move = ['workflow', 'update-options', '--workflow-id', moved.workflowId]
  const mode = ['--versioning-override-behavior', 'auto_upgrade']
  const where = ['--address', address, '--namespace', namespace]
  await promisify(execFile)(temporal, [...move, ...mode, ...where])
  await moved.signal('go', 'now')
  expect(await moved.result()).toBe('paid by the new build')
})

test('a task of the old build fits the new one by `patched`, and would break without', async () => {
  const fits = await replayTasks([ofOldBuild], NO_KEYS, pathOf('./new-build.ts'))
  expect(fits).toEqual({ replayed: 1, broken: [] })
  const { broken } = await replayTasks([ofOldBuild], NO_KEYS, pathOf('./careless-build.ts'))
  expect(broken).toMatchObject([
    { workflowId: ofOldBuild.workflowId, reason: expect.stringMatching(/nondeterminism/i) },
  ])
})

test('docs/versions.md shows the new build as it was run', () => {
  const [shown] = readCodeBlocks(readFileSync('docs/versions.md', 'utf8')).filter(
    ({ language }) => language === 'ts',
  )
  const code = (text: string) => text.slice(text.indexOf('import')).replaceAll(/from '(?:\.\.\/)+/g, "from '")
  const ran = readFileSync('test/versions/new-build.ts', 'utf8').replace(/^export \* from .*\n\n/m, '')
  expect(code(shown?.text ?? '')).toBe(code(ran).trimEnd())
})
