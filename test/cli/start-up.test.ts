/** A command starts as fast as what it loads lets it, so what it loads is held; how long it takes, `npm run bench` says. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { buildProject } from '../helpers/built-project.ts'
import { plainEnv } from '../helpers/child-process.ts'

const { dependencies, version } = JSON.parse(await readFile('package.json', 'utf8'))
const OURS = Object.keys(dependencies).filter((name) => name !== 'tsx')
/** As a module to `--import`: ends the process when something listens. */
const END_WHEN_LISTENING = `data:text/javascript,${encodeURIComponent(`
import { Server } from 'node:http'
const { listen } = Server.prototype
Server.prototype.listen = function (...args) {
  return listen.apply(this, args).once('listening', () => process.exit(0))
}`)}`

let folder: string
let startnode: string
beforeAll(async () => {
  // The same files as in a clone, whose loader of TypeScript is no business of ours here
  startnode = join(await buildProject(), 'bin', 'startnode.js')
  folder = await mkdtemp(join(tmpdir(), 'startnode-start-up-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs a command; V8 itself says what was loaded. Temporal and receiver are away. */
async function load(args: readonly string[], nodeArgs: readonly string[] = []) {
  const coverage = await mkdtemp(join(folder, 'loaded-'))
  const env = {
    ...plainEnv(),
    NODE_V8_COVERAGE: coverage,
    STATE_DIR: join(folder, 'state'),
    SIGNING_KEYS: '07'.repeat(32),
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    ADMIN_URL: 'http://127.0.0.1:1',
    PORT: '0',
  }
  const command = [...nodeArgs, startnode, ...args]
  const run = promisify(execFile)(process.execPath, command, { env })
  const { stdout } = await run.catch((failed: { stdout: string }) => failed)
  const urls: string[] = []
  for (const file of await readdir(coverage)) {
    const { result } = JSON.parse(await readFile(join(coverage, file), 'utf8'))
    urls.push(...result.map(({ url }: { url: string }) => url))
  }
  const packages = OURS.filter((name) => urls.some((url) => url.includes(`/node_modules/${name}/`)))
  const rooms = urls
    .map((url) => /\/dist\/src\/([^/]+)\/.*\.js/.exec(url)?.[1])
    .filter((room) => room !== undefined)
  return { stdout, packages, rooms: [...new Set(rooms)] }
}

test('--help and --version load nothing but the list of commands', async () => {
  const help = await load(['--help'])
  expect(help.packages).toEqual(['commander'])
  expect(help.rooms.toSorted()).toEqual(['cli', 'errors', 'process', 'project'])
  expect(await load(['--version'])).toMatchObject({ stdout: `${version}\n`, packages: ['commander'] })
})

test('--help lists what the commands say of themselves', async () => {
  const helpOf = async (words?: string[]) => {
    const printed: string[] = []
    const output = { print: (text: string) => printed.push(text), note: () => {} }
    ;(await createProgram(output, () => {}, words)).outputHelp()
    return printed.join('\n')
  }
  const listed = await helpOf([])
  expect(listed).toContain('task [options] <process|id> [ref|id]')
  expect(listed).toBe(await helpOf())
})

test('a command that asks the receiver loads nothing of Temporal’s', async () => {
  expect((await load(['requests'])).packages).toEqual(['commander', 'zod'])
})

test.each(['task loan-approved LNAC0503', 'url loan-approved'])(
  '%s loads the client of Temporal: no worker, no inbox, no HTTP server',
  async (line) => {
    const { packages, rooms } = await load(line.split(' '))
    expect(packages).toEqual([
      '@temporalio/client',
      '@temporalio/common',
      '@temporalio/envconfig',
      '@temporalio/proto',
      'commander',
      'zod',
    ])
    expect(rooms).not.toContain('admin')
    expect(rooms).not.toContain('boot')
  },
)

test('a receiver accepts before the client of Temporal and the admin API are loaded', async () => {
  const { packages, rooms } = await load(['receiver'], ['--import', END_WHEN_LISTENING])
  expect(packages).toContain('express')
  expect(packages).toContain('lmdb')
  expect(packages).not.toContain('@temporalio/client')
  expect(packages).not.toContain('@temporalio/worker')
  expect(rooms).not.toContain('admin')
})
