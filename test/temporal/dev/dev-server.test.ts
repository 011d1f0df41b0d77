import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Client, type Connection } from '@temporalio/client'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createSettings } from '../../../src/settings/settings-client.ts'
import {
  type DevServer,
  type DevServerOptions,
  startDevServer,
} from '../../../src/temporal/dev/dev-server.ts'
import { findTemporal } from '../../../src/temporal/dev/find-temporal.ts'
import { openPatientConnection } from '../../../src/temporal/patient-connection.ts'
import { MPO_PROCESS } from '../../../src/temporal/search-attributes.ts'
import { type Child, plainEnv, startChild } from '../../helpers/child-process.ts'
import { findFreePort } from '../../helpers/free-port.ts'
import { killWatcher } from '../../helpers/kill-watcher.ts'
import { TYPESCRIPT } from '../../helpers/typescript.ts'
import { waitFor } from '../../helpers/wait-for.ts'

let stateDir: string
let binary: string
const servers: DevServer[] = []
const connections: Connection[] = []

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'startnode-server-'))
  binary = await findTemporal({ stateDir: '.startnode' })
})
afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.close()
  for (const server of servers.splice(0)) await server.stop()
})
afterAll(() => rm(stateDir, { recursive: true }))

async function start(options: Partial<DevServerOptions> = {}): Promise<DevServer> {
  const server = await startDevServer({ stateDir, binary, port: 0, uiPort: null, ...options })
  servers.push(server)
  return server
}

function connect({ address }: { address: string }): Client {
  const connection = openPatientConnection({ address })
  connections.push(connection)
  return new Client({ connection })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('a database file keeps tasks and settings over a restart', async () => {
  const signingKeys = [randomBytes(32)]
  const dbFile = join(stateDir, 'db', 'temporal.db')
  const first = await start({ dbFile })
  const client = connect(first)
  const { created, settingsId } = await createSettings(client.workflow, { signingKeys }).setup()
  expect(created).toBe(true)
  await client.workflow.start('someProcess', {
    workflowId: 'kept',
    taskQueue: 'nobody',
    typedSearchAttributes: [{ key: MPO_PROCESS, value: 'some-process' }],
  })
  // Every task is in there: for its owner alone, with what SQLite puts beside it
  const modes = async () => {
    const names = await readdir(dirname(dbFile))
    return Promise.all(
      [dirname(dbFile), ...names.map((name) => join(dirname(dbFile), name))].map(async (path) => {
        // SQLite's journal comes and goes
        const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT' && path.endsWith('-journal')) return null
          throw error
        })
        return found === null ? 0 : found.mode & 0o077
      }),
    )
  }
  expect(new Set(await modes())).toEqual(new Set([0]))
  await first.stop()
  expect(isAlive(first.pid)).toBe(false)
  // As an earlier version left it
  await chmod(dbFile, 0o644)

  const again = connect(await start({ dbFile }))
  expect(new Set(await modes())).toEqual(new Set([0]))
  expect(await createSettings(again.workflow, { signingKeys }).setup()).toEqual({
    created: false,
    settingsId,
  })
  const kept = await again.workflow.getHandle('kept').describe()
  expect(kept.status.name).toBe('RUNNING')
  expect(kept.typedSearchAttributes.get(MPO_PROCESS)).toBe('some-process')
})

test('with its Web UI and namespaces it serves once it is started, logs to a file, and stops twice', async () => {
  const server = await start({ uiPort: 0, namespaces: ['loans'] })
  expect((await fetch(String(server.uiUrl))).status).toBe(200)
  await connect(server).workflowService.describeNamespace({ namespace: 'loans' })
  expect(await readFile(server.logFile, 'utf8')).toMatch(/Temporal/)
  await Promise.all([server.stop(), server.stop()])
  await server.ended
  await server.stop()
})

test('a taken port is said before anything is started, with what to do', async () => {
  const other = createServer()
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
  const { port } = other.address() as { port: number }
  await expect(start({ port })).rejects.toMatchObject({
    code: 'port_in_use',
    message: expect.stringMatching(`TEMPORAL_ADDRESS=127.0.0.1:${port}`),
  })
  await expect(start({ uiPort: port })).rejects.toMatchObject({
    code: 'port_in_use',
    message: expect.stringMatching(/Web UI/),
  })
  await new Promise((done) => other.close(done))
})

test('a server that does not come up is an error with its last words', async () => {
  const dbFile = join(stateDir, 'broken.db')
  await writeFile(dbFile, 'this is no database')
  await expect(start({ dbFile })).rejects.toMatchObject({
    code: 'temporal_unreachable',
    message: expect.stringMatching(/last lines[\s\S]*database/),
  })
  await expect(start({ binary: '/no/such/temporal' })).rejects.toMatchObject({
    message: expect.stringMatching(/can not be run/),
  })
})

/** Another process that starts a server and stays. */
async function startElsewhere(options: Partial<DevServerOptions>): Promise<{ starter: Child; pid: number }> {
  const script = join(stateDir, 'starter.mts')
  const module = pathToFileURL(resolve('src/temporal/dev/dev-server.ts')).href
  await writeFile(
    script,
    `import { startDevServer } from ${JSON.stringify(module)}
const server = await startDevServer(${JSON.stringify({ stateDir, binary, port: 0, uiPort: null, ...options })})
console.log('pid=' + server.pid + ';')`,
  )
  const starter = startChild([...TYPESCRIPT, script], { env: plainEnv(), cwd: resolve('.') })
  const started = () => Number(/pid=(\d+);/.exec(starter.stdout())?.[1]) || null
  const pid = await Promise.race([
    waitFor('the server', started),
    starter.ended.then(({ code }) => {
      throw new Error(`The starter ended with ${code}: ${starter.stderr()}`)
    }),
  ])
  expect(isAlive(pid)).toBe(true)
  return { starter, pid }
}

test('a server ends with the process that started it, even when that one is killed', async () => {
  const { starter, pid } = await startElsewhere({})
  await starter.end('SIGKILL')
  await waitFor('its end', () => !isAlive(pid))
})

test('a server that outlived its process is stopped by the next start on its database, which says so', async () => {
  const dbFile = join(stateDir, 'outlived.db')
  const port = await findFreePort()
  const { starter, pid } = await startElsewhere({ dbFile, port })
  killWatcher(starter.pid)
  await starter.end('SIGKILL')

  const said: string[] = []
  const server = await start({ dbFile, port, onProgress: (text) => said.push(text) })
  expect(said).toEqual([expect.stringMatching(`an earlier run .*process ${pid}`)])
  await waitFor('its end', () => !isAlive(pid))
  expect(server.address).toBe(`127.0.0.1:${port}`)
})

test('a server whose process lives is left alone: the next start on its database names that process', async () => {
  const dbFile = join(stateDir, 'in-use.db')
  const { starter, pid } = await startElsewhere({ dbFile })
  await expect(start({ dbFile })).rejects.toMatchObject({
    code: 'already_running',
    message: expect.stringMatching(`^Process ${starter.pid} already runs Temporal on .*in-use.db`),
  })
  expect(isAlive(pid)).toBe(true)
  await starter.end('SIGKILL')
  await waitFor('its end', () => !isAlive(pid))
})

test("a note of an earlier run costs nobody else's process its life, whatever has its process id now", async () => {
  const dbFile = join(stateDir, 'noted.db')
  const stranger = await start()
  const { starter, pid } = await startElsewhere({ dbFile })
  const note = JSON.parse(await readFile(`${dbFile}.pid.json`, 'utf8')) as { pid: number }
  expect(note.pid).toBe(pid)
  await starter.end('SIGKILL')
  await waitFor('its end', () => !isAlive(pid))

  for (const other of [stranger.pid, process.pid]) {
    await writeFile(`${dbFile}.pid.json`, JSON.stringify({ ...note, pid: other }))
    await expect(start({ dbFile, port: stranger.port })).rejects.toMatchObject({ code: 'port_in_use' })
  }
  await writeFile(`${dbFile}.pid.json`, '{"pid":')
  await start({ dbFile })
  expect(isAlive(stranger.pid)).toBe(true)
})
