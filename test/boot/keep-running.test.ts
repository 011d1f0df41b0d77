import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Kept, keepRunning } from '../../src/boot/keep-running.ts'
import { type DevServer, lastLines, startDevServer } from '../../src/temporal/dev/dev-server.ts'
import { findTemporal } from '../../src/temporal/dev/find-temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

let binary: string
let stateDir: string
let dbFile: string
let kept: Kept | undefined
let said: string[]
let servers: DevServer[]

beforeAll(async () => {
  binary = await findTemporal({ stateDir: '.startnode' })
})
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'startnode-kept-'))
  dbFile = join(stateDir, 'temporal.db')
  said = []
  servers = []
})
afterEach(async () => {
  await kept?.stop()
  kept = undefined
  await rm(stateDir, { recursive: true })
})

const newest = () => servers.at(-1) as DevServer

async function start(port: number, signal?: AbortSignal): Promise<DevServer> {
  const server = await startDevServer({
    stateDir,
    dbFile,
    binary,
    port,
    uiPort: null,
    ...(signal ? { signal } : {}),
  })
  servers.push(server)
  return server
}

/** A real Temporal, kept; `waitsMs` as short as the test can have them. */
async function keepTemporal(waitsMs: readonly number[]): Promise<void> {
  const first = await start(0)
  kept = keepRunning({
    what: 'Temporal',
    first,
    start: (signal) => start(first.port, signal),
    onProgress: (text) => said.push(text),
    lastWords: () => lastLines(first.logFile),
    waitsMs,
  })
}

test('what was killed is started again, at its place, and both is said', async () => {
  await keepTemporal([0])
  process.kill(newest().pid, 'SIGKILL')
  await waitFor('it is back', () => said.includes('Temporal is back'))
  expect(said).toEqual([
    expect.stringMatching(/^Temporal ended \(SIGKILL\)\. It is started again;/),
    'Temporal is back',
  ])
  expect(servers.map(({ address }) => address)).toEqual([newest().address, newest().address])
})

test('what ends at once again and again is given up, after longer and longer waits, with its last words', async () => {
  await keepTemporal([0, 10, 20])
  await rm(dbFile)
  await mkdir(dbFile)
  process.kill(newest().pid, 'SIGKILL')
  await expect(kept?.failed).rejects.toMatchObject({
    code: 'part_failed',
    message: expect.stringMatching(/3 times in a row[\s\S]*last lines[\s\S]*database/),
  })
  expect(said.map((text) => /again(?: in [\d.]+ s)?/.exec(text)?.[0])).toEqual([
    'again',
    'again in 0.01 s',
    'again in 0.02 s',
  ])
})

test('a stop while it waits for its next start ends it for good', async () => {
  await keepTemporal([600_000])
  process.kill(newest().pid, 'SIGKILL')
  await waitFor('it waits', () => said.length === 1)
  await kept?.stop()
  expect(servers).toHaveLength(1)
})

test('a stop while it starts takes the start back: port and database are free', async () => {
  await keepTemporal([0])
  const { pid, port } = newest()
  process.kill(pid, 'SIGKILL')
  await waitFor('it starts', () => said.length === 1)
  await kept?.stop()
  expect(said).not.toContain('Temporal is back')
  await (await start(port)).stop()
})
