/** What `npm run test:production` needs of a machine: found, built, or one clear sentence. And how it reads docker-compose.yml. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type RunProgram, runProgram } from '../../src/temporal/dev/run-program.ts'
import { durationMs, readCompose, versionOf } from '../production/compose/read-compose.ts'
import { findPostgres } from '../production/parts/find-postgres.ts'
import { findServer } from '../production/parts/find-server.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'startnode-parts-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A program that says `text`, whatever it is asked. */
function writeProgram(place: string, text: string): void {
  mkdirSync(join(place, '..'), { recursive: true })
  writeFileSync(place, `#!/bin/sh\necho '${text}'\n`)
  chmodSync(place, 0o755)
}

function writeServer(into: string, version: string): void {
  writeProgram(join(into, 'temporal-server'), `temporal version ${version}`)
  writeProgram(join(into, 'temporal-sql-tool'), '')
}

const find = (env: NodeJS.ProcessEnv, run?: RunProgram, said: string[] = []) =>
  findServer({
    version: '1.32.0',
    into: join(folder, 'state'),
    env,
    onProgress: (text) => said.push(text),
    ...(run ? { run } : {}),
  })

test('a Temporal server is taken from the variable, from PATH, from an earlier build, of the right version only', async () => {
  const [told, onPath, old] = ['told', 'on-path', 'old'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  writeServer(told, '1.32.0')
  writeServer(onPath, '1.32.0')
  writeServer(old, '1.31.0')
  expect(await find({ TEMPORAL_SERVER_DIR: told, PATH: onPath })).toBe(told)
  expect(await find({ PATH: `${old}:${onPath}` })).toBe(onPath)
  await expect(find({ TEMPORAL_SERVER_DIR: old })).rejects.toThrow(
    /TEMPORAL_SERVER_DIR: .*is not version 1\.32\.0/,
  )
  const built = join(folder, 'state', 'temporal-server', '1.32.0')
  writeServer(built, '1.32.0')
  expect(await find({ PATH: old })).toBe(built)
})

test('without Go one sentence says what to install or to set', async () => {
  const withoutGo: RunProgram = (command, args, onLine) =>
    command === 'go'
      ? Promise.resolve({ code: null, lastLines: 'spawn go ENOENT' })
      : runProgram(command, args, onLine)
  await expect(find({ PATH: '' }, withoutGo)).rejects.toThrow(
    /no Go on PATH: install Go .*TEMPORAL_SERVER_DIR/,
  )
})

test('a build that fails says why and leaves nothing, one that works is kept', async () => {
  const said: string[] = []
  const building =
    (code: number): RunProgram =>
    (command, args, onLine) => {
      if (command === 'go') return Promise.resolve({ code: 0, lastLines: 'go version go1.26.8' })
      if (command !== 'env') return runProgram(command, args, onLine)
      const into = args[0]?.replace('GOBIN=', '') ?? ''
      writeProgram(join(into, 'server'), 'temporal version 1.32.0')
      writeProgram(join(into, 'sql'), '')
      for (let line = 0; line < 100; line++) onLine(`package/${line}`)
      return Promise.resolve({ code, lastLines: 'requires go >= 1.27' })
    }
  await expect(find({ PATH: '' }, building(1))).rejects.toThrow('could not be built: requires go >= 1.27')
  const built = await find({ PATH: '' }, building(0), said)
  expect(said.join('\n')).toMatch(/Building the Temporal server 1\.32\.0 .*\n.*100 packages built/)
  expect(await find({ PATH: '' })).toBe(built)
})

test('without PostgreSQL one sentence says what to install or to set', async () => {
  const nowhere = join(folder, 'nowhere')
  await expect(findPostgres({ env: { PATH: nowhere }, debian: nowhere })).rejects.toThrow(
    /No PostgreSQL server was found.*install it.*POSTGRES_DIR/,
  )
  await expect(findPostgres({ env: { POSTGRES_DIR: nowhere } })).rejects.toThrow(
    /POSTGRES_DIR: .*has not all of/,
  )
})

test('docker-compose.yml is read as docker compose reads it', () => {
  expect(() => readCompose({})).toThrow('POSTGRES_PASSWORD: set POSTGRES_PASSWORD in .env')
  const { services, configs } = readCompose({ POSTGRES_PASSWORD: 'a$b', TASK_QUEUE: 'mine' })
  expect(services.temporal && versionOf(services.temporal)).toMatch(/^\d+\.\d+\.\d+$/)
  expect(services.temporal?.environment.POSTGRES_PWD).toBe('a$b')
  // Merged from the common part; a default where .env says nothing; $$ for the shell
  expect(services.worker?.environment).toMatchObject({ TASK_QUEUE: 'mine', TEMPORAL_NAMESPACE: 'default' })
  expect([services.namespace?.command].flat().join()).toContain('"$NAMESPACE"')
  expect(configs['temporal-dynamic-config']?.content).toContain('limit.maxIDLength')
  expect(['5s', '10m', '1m30s', '500ms'].map(durationMs)).toEqual([5_000, 600_000, 90_000, 500])
})
