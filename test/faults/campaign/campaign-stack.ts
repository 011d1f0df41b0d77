/** What a campaign runs against: two receivers, each with its own way to Temporal, a worker, Temporal, a partner. */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Client, type Connection } from '@temporalio/client'
import { loadConfig } from '../../../src/config.ts'
import { directUrlPath } from '../../../src/direct-url/direct-url.ts'
import { signDirectUrl } from '../../../src/keys/signature.ts'
import { createProcessSchedules } from '../../../src/schedules/process-schedules.ts'
import { createSettings, type Settings } from '../../../src/settings/settings-client.ts'
import { type SettingsSnapshot, startNodeState } from '../../../src/settings/snapshot.ts'
import { createClientOptions } from '../../../src/temporal/codec/client-letters.ts'
import { registerSearchAttributes } from '../../../src/temporal/search-attributes.ts'
import { buildCampaign, buildProject } from '../../helpers/built-project.ts'
import { findFreePort } from '../../helpers/free-port.ts'
import type { OwnTemporal } from '../../helpers/own-temporal.ts'
import {
  type StackProcess,
  type StackProcesses,
  type StackReceiver,
  startStackProcesses,
} from '../../helpers/stack-processes.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { createDatabaseCopies, type DatabaseCopies } from './database-copies.ts'
import { PROCESSES } from './events.ts'
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts'
import { type Partner, startPartner } from './partner.ts'

const CURRENT_WITHIN_MS = 300_000
export const SCHEDULED = 'timed-events'
const EVERY_MS = 2_000

/** A Temporal to be hurt, with its database where that is a process of its own. */
export interface CampaignTemporal extends OwnTemporal {
  readonly database?: Pick<OwnTemporal, 'start' | 'end' | 'send'>
  /** While neither runs. */
  readonly copies: DatabaseCopies
}

export interface CampaignStack {
  readonly stack: StackProcesses
  readonly receivers: readonly [StackReceiver, StackReceiver]
  readonly proxies: readonly [FaultyProxy, FaultyProxy]
  /** The newest. */
  readonly worker: StackProcess
  /** All that run, oldest first. */
  readonly builds: readonly StackProcess[]
  /** The next build beside the one of now, which goes; where it is versioned it stays, for its tasks. */
  deploy(): Promise<void>
  readonly temporal: CampaignTemporal
  readonly partner: Partner
  readonly settings: Settings
  /** For changes of the settings. */
  readonly change: {
    readonly actor: string
    readonly keys: readonly Buffer[]
    readonly encryptionKeys: readonly Buffer[]
  }
  /** The live path of each process. */
  readonly paths: Map<string, string>
  /** Deliveries that wait in the inboxes of both receivers. */
  countWaiting(): Promise<number>
  stop(): Promise<void>
}

/**
 * Starts all of it; allow 2 min.
 *
 * @param temporal default: a dev server of its own, with a database file
 */
export async function startCampaignStack(options: {
  readonly isEncrypted: boolean
  readonly isVersioned: boolean
  readonly temporal?: CampaignTemporal
  readonly namespace?: string
}): Promise<CampaignStack> {
  const { isEncrypted, isVersioned, namespace = 'campaign' } = options
  const encryptionKey = randomBytes(32)
  const port = await findFreePort()
  const partner = await startPartner()
  const ends: (() => Promise<unknown>)[] = [() => partner.stop()]
  try {
    const project = await buildProject()
    const { workflows, bundle } = await buildCampaign(project)
    const stack = await startStackProcesses({
      project,
      temporal: options.temporal ?? 'own',
      namespace,
      env: {
        WORKFLOWS_DIR: workflows,
        WORKFLOW_BUNDLE: bundle,
        // Callbacks come to the first receiver
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        QUARANTINE_MAX_PER_PROCESS: '1000000',
        ...(isEncrypted ? { ENCRYPTION_KEYS: encryptionKey.toString('hex') } : {}),
      },
    })
    ends.push(() => stack.stop())
    const temporal = options.temporal ?? { ...stack.temporal, copies: copiesOf(stack) }
    const address = stack.env.TEMPORAL_ADDRESS as string
    const proxies = [await startFaultyProxy(address), await startFaultyProxy(address)] as const
    for (const proxy of proxies) ends.push(() => proxy.stop())
    const adminPorts = [await findFreePort(), await findFreePort()] as const
    const ofReceiver = (at: 0 | 1) => ({
      TEMPORAL_ADDRESS: `127.0.0.1:${proxies[at].port}`,
      ADMIN_PORT: String(adminPorts[at]),
    })

    // A namespace that was just created is not known everywhere yet
    await waitFor('the search attributes are registered', () =>
      registerSearchAttributes(stack.client.connection as Connection, namespace),
    )
    if (!isEncrypted) await drawKeyOfVariables(stack.env.STATE_DIR as string, encryptionKey)
    const builds: StackProcess[] = []
    const deploy = async () => {
      builds.push(await addBuild(stack, isVersioned ? builds.length + 1 : null))
      if (!isVersioned && builds.length > 1) await builds.shift()?.end()
    }
    await deploy()
    const keys = [Buffer.from(stack.signingKey, 'hex')]
    const settings = createSettings(stack.client, { signingKeys: keys })
    const change = { actor: 'test:campaign', keys, encryptionKeys: [encryptionKey] }
    await settings.setup()
    const paths = new Map<string, string>()
    for (const process of PROCESSES)
      paths.set(process, livePathOf(process, await settings.enableUrl(process, change), keys))
    await settings.setVariable('partner', { type: 'raw', secret: false, value: partner.url }, change)
    const receivers = [
      await stack.addReceiver({ ...ofReceiver(0), PORT: String(port) }),
      await stack.addReceiver({ ...ofReceiver(1), FAST_PATH: 'off' }),
    ] as const
    const client = new Client({
      connection: stack.client.connection,
      namespace,
      ...createClientOptions(loadConfig(stack.env).encryption),
    })
    await createProcessSchedules(client, { taskQueue: 'startnode' }).set({
      process: SCHEDULED,
      title: 'Events of a schedule',
      when: { everyMs: EVERY_MS },
      overlap: 'allow',
      data: { ref: 'clock', n: 1 },
    })
    return {
      ...{ stack, receivers, proxies, builds, deploy, temporal, partner, settings, change, paths },
      get worker() {
        return builds.at(-1) as StackProcess
      },
      async countWaiting() {
        const counts = await Promise.all(
          receivers.map((one, at) => countRecords(one, adminPorts[at] as number)),
        )
        return counts.reduce((sum, count) => sum + count, 0)
      },
      stop: () => endAll(ends),
    }
  } catch (error) {
    await endAll(ends).catch(() => {})
    throw error
  }
}

/** Of the dev server, whose file lies beside the folders of the stack. */
function copiesOf({ env }: StackProcesses): DatabaseCopies {
  const folder = dirname(env.STATE_DIR as string)
  return createDatabaseCopies(async () => {
    const names = await readdir(folder)
    return names.filter((name) => /^temporal\.db(?:-wal|-shm)?$/.test(name)).map((name) => join(folder, name))
  })
}

/** @param build its number, from 1: each has other code than the one before; null: not versioned */
async function addBuild(stack: StackProcesses, build: number | null): Promise<StackProcess> {
  if (build === null) return stack.addWorker()
  const version = { DEPLOYMENT_NAME: 'campaign', BUILD_ID: `build-${build}` }
  const { workflows, bundle } = await buildCampaign(await buildProject(), build % 2 === 1 ? 0 : 1)
  const worker = await stack.addWorker({ ...version, WORKFLOWS_DIR: workflows, WORKFLOW_BUNDLE: bundle })
  await waitFor(
    'it is current',
    async () => {
      const { code, stdout, stderr } = await stack.run(['setup', '--current-version'], { env: version })
      if (code !== 0) throw new Error(`${stdout}${stderr}`)
      return true
    },
    CURRENT_WITHIN_MS,
  )
  return worker
}

/** As `startnode dev` leaves it: values of variables are sealed, what goes to Temporal is in clear. */
async function drawKeyOfVariables(stateDir: string, key: Buffer): Promise<void> {
  await mkdir(stateDir, { recursive: true })
  await writeFile(join(stateDir, 'encryption-keys'), key.toString('hex'))
}

/** Asks the receiver's admin API as its user of development. */
async function countRecords({ stateDir }: StackReceiver, adminPort: number): Promise<number> {
  const password = (await readFile(join(stateDir, 'admin-password'), 'utf8')).trim()
  const authorization = `Basic ${Buffer.from(`dev:${password}`).toString('base64')}`
  const answer = await fetch(`http://127.0.0.1:${adminPort}/admin/v1/inbox`, { headers: { authorization } })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`/inbox: ${answer.status} ${text}`)
  return (JSON.parse(text) as { records: number }).records
}

/** @throws Error when the direct URL is off */
export function livePathOf(process: string, snapshot: SettingsSnapshot, keys: readonly Buffer[]): string {
  const { generation } = startNodeState(snapshot, process)
  if (!generation || !keys[0]) throw new Error(`The direct URL of '${process}' is off`)
  return directUrlPath(process, signDirectUrl(keys[0], 'process', process, generation))
}

async function endAll(ends: (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const end of ends.splice(0).reverse()) await end().catch((error) => failures.push(error))
  if (failures.length > 0) throw failures[0]
}
