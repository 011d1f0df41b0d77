/** check, import, export and prune on a real Temporal: each once as it is typed, the rest in this process. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { versionOf } from '../../src/process/ids/diagram-id.ts'
import { type StackProcesses, startStackProcesses } from '../helpers/stack-processes.ts'
import { startnode } from '../helpers/startnode.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from '../workflows/make-task.ts'

/** Where the processes are is settled when the code is loaded. */
const workflows = await vi.hoisted(async () => {
  const [{ mkdtempSync }, { tmpdir }] = await Promise.all([import('node:fs'), import('node:os')])
  process.env.WORKFLOWS_DIR = mkdtempSync(`${tmpdir()}/startnode-workflows-`)
  return process.env.WORKFLOWS_DIR
})

const FIXTURES = fileURLToPath(new URL('../fixtures/exports/', import.meta.url))
const shape = (name: string) => join(FIXTURES, 'shapes', name)
const problem = (name: string) => join(FIXTURES, 'problems', `${name}.json`)
const ID = '7001-card-limit'

let stack: StackProcesses

beforeAll(async () => {
  stack = await startStackProcesses({
    temporal: temporalAddress(),
    namespace: 'imports',
    env: { ENCRYPTION_KEYS: 'cd'.repeat(32) },
  })
  await stack.addWorker()
  await run('setup')
})

afterAll(async () => {
  await stack?.stop()
  rmSync(workflows, { recursive: true })
})

beforeEach(() => {
  for (const name of readdirSync(workflows)) rmSync(join(workflows, name), { recursive: true })
})

const AWAY = { TEMPORAL_ADDRESS: '127.0.0.1:1' }
const run = (...args: string[]) => startnode(args, '', stack.env)
const away = (...args: string[]) => startnode(args, '', { ...stack.env, ...AWAY })
/** A process of its own. */
const typed = (args: string[], env: Record<string, string> = {}) =>
  stack.run(args, { env: { WORKFLOWS_DIR: workflows, ...env } })
const json = async <T>(...args: string[]) => JSON.parse((await run(...args, '--json')).stdout) as T
const written = () =>
  readdirSync(workflows, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))

test('check says what is in an export, and its exit code what may be done with it', async () => {
  const fine = await typed(['check', shape('every-logic.conv.json')], AWAY)
  expect(fine.code).toBe(0)
  expect(fine.stdout).toContain("process 7001 'Card limit: raise (v2)'  (every-logic.conv.json)")
  expect(fine.stdout).toContain('API Call 1')
  expect(fine.stdout).toContain('1 process, 0 errors')
  const bad = await away('check', problem('target_missing'))
  expect(bad.code).toBe(1)
  expect(bad.stdout).toMatch(/error target_missing: .* {2}\['Start' 5a0000000000000000000001, line \d+\]/)
  for (const name of ['not_an_export', 'json_invalid'])
    expect((await away('check', problem(name))).code).toBe(2)
  expect(written()).toEqual([])
})

test('nothing of an export reaches the terminal raw', async () => {
  const file = join(workflows, 'evil.json')
  writeFileSync(
    file,
    readFileSync(problem('braces_open'), 'utf8').replaceAll('Card limit', '\\u001b[2J\\u202eevil\\nline'),
  )
  const { stdout } = await typed(['check', file], AWAY)
  expect(stdout).toContain("'\\u001b[2J\\u202eevil\\nline'")
  expect(stdout).not.toContain('\u001b')
})

test('an export without credentials is imported without Temporal, and comes back byte for byte', async () => {
  const file = shape('every-logic.conv.json')
  expect(await typed(['import', file], AWAY)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('  new, version '),
  })
  expect(await typed(['export', '7001-card-limit-raise-v2'], AWAY)).toMatchObject({
    stdout: readFileSync(file, 'utf8'),
  })
  const out = join(workflows, 'back.json')
  await away('export', '7001', '--out', out)
  expect(readFileSync(out)).toEqual(readFileSync(file))
  expect((await away('export', 'nobody')).code).toBe(2)
})

test('an imported process has a direct URL like any other, off until it is switched on', async () => {
  await run('import', shape('every-logic.conv.json'))
  expect(await json('list')).toMatchObject([{ process: '7001-card-limit-raise-v2', urlOn: false }])
  const { url } = await json<{ url: string }>('enable', '7001-card-limit-raise-v2')
  expect(url).toContain('/json/public/7001-card-limit-raise-v2/')
  expect((await run('enable', 'nobody')).stderr).toContain('Processes: 7001-card-limit-raise-v2')
})

test('an import says which variables it lacks, and that worker and receiver have to start again', async () => {
  const { stderr } = await away('import', problem('variable_name_odd'))
  expect(stderr).toContain('Read by it and not in the export: @BRANCH_ID.')
  expect(stderr).toContain('startnode variable set <name>')
  expect(stderr).toContain(`start worker and receiver again`)
  expect(stderr).toContain(`startnode enable ${ID}`)
})

test('with errors nothing is written unless one says so', async () => {
  const refused = await away('import', problem('target_missing'))
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('Nothing was imported') })
  expect(written()).toEqual([])
  expect((await away('import', problem('target_missing'), '--force')).code).toBe(0)
  expect(written()).toEqual([`${ID}.conv.json`])
})

test('credentials go into the settings and stay in no file and no output; without Temporal nothing is written', async () => {
  const file = problem('credential_in_header')
  expect(await away('import', file)).toMatchObject({ code: 3 })
  expect(written()).toEqual([])
  const imported = await typed(['import', file])
  expect(imported.code).toBe(0)
  const text = readFileSync(join(workflows, `${ID}.conv.json`), 'utf8')
  expect(text).toContain(`"apikey": "{{env_var[@${ID}-apikey]}}"`)
  expect(imported.stdout + imported.stderr + text).not.toContain('made-up-')
  const variables = await json<{ name: string; secret: boolean; value: string }[]>('variable', 'list')
  expect(variables.filter(({ name }) => name.startsWith(ID))).toMatchObject([
    { name: `${ID}-apikey`, secret: true, value: '********' },
    { name: `${ID}-authorization`, secret: true },
  ])
  const again = await json<{ imported: unknown[]; variables: string[] }>('import', file)
  expect(again).toMatchObject({ imported: [{ state: 'unchanged', version: versionOf(text) }], variables: [] })
})

test('a Start node with Basic auth asks for the same credentials here, and its direct URL stays off', async () => {
  expect(await json('import', problem('credential_in_options'))).toMatchObject({ auth: [ID] })
  expect(await json('import', problem('credential_in_options'))).toMatchObject({
    auth: [],
    left: [`${ID} asks for credentials already: they stay`],
  })
})

test('a ZIP brings its variables, and its aliases when asked to', async () => {
  const zip = join(FIXTURES, 'zips', 'tree.zip')
  const first = await json<object>('import', zip)
  expect(first).toMatchObject({
    imported: [{ process: ID }, { process: '7002-score' }],
    variables: ['bank-url', 'limits'],
    aliases: [],
  })
  expect(await json('import', zip, '--aliases')).toMatchObject({
    variables: [],
    aliases: ['score'],
    left: expect.arrayContaining([expect.stringContaining('board')]),
  })
  expect(await json('alias', 'list')).toMatchObject([{ alias: 'score', process: '7002-score', urlOn: false }])
  expect((await run('import', zip)).stderr).toContain('To be set: startnode variable set bank-key --secret')
})

test('of two stages in one export nothing is mixed: refused, and when forced the first one counts', async () => {
  const stages = problem('alias_doubled')
  const refused = await run('import', stages, '--aliases')
  expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining('error alias_doubled')])
  expect(written()).toEqual([])
  expect(await json('import', stages, '--aliases', '--force')).toMatchObject({
    imported: [{ process: ID }, { process: '7002-card-limit-live' }],
    aliases: ['limit'],
    left: [expect.stringContaining('7002-card-limit-live')],
  })
  const values = join(FIXTURES, 'problems', 'variable_doubled')
  expect((await run('import', values)).stdout).toContain('error variable_doubled')
  expect(await json('import', values, '--force')).toMatchObject({ variables: ['of-two-stages'] })
  expect((await run('variable', 'list')).stdout).toContain('https://live.example')
})

test('prune keeps what an open task uses', async () => {
  const file = join(workflows, 'export.json')
  const text = readFileSync('test/fixtures/diagrams/bank/6004-waits.conv.json', 'utf8')
  const contents = [text, `${text}\n`, `${text}\n\n`]
  for (const content of contents) {
    writeFileSync(file, content)
    expect((await run('import', file)).code).toBe(0)
  }
  const [first, second] = contents.map(versionOf) as [string, string]
  // A folder of imported processes alone is enough for a worker
  const worker = await stack.addWorker({
    WORKFLOWS_DIR: workflows,
    WORKFLOW_BUNDLE: '',
    TASK_QUEUE: 'prunes',
  })
  const task = await stack.client.start('6004-waits', {
    workflowId: `6004-waits/t/${'a'.repeat(24)}`,
    taskQueue: 'prunes',
    args: [{ ...makeTask('6004-waits', { n: 1 }), version: first }],
  })
  await waitFor('the task is seen', async () => {
    const dry = await json<{ removed: string[]; kept: string[] }[]>('prune', '--dry-run')
    return dry[0]?.kept.includes(first) === true && dry[0].removed.includes(second)
  })
  expect(await json('prune')).toMatchObject([{ process: '6004-waits', removed: [second], kept: [first] }])
  await task.terminate()
  await waitFor(
    'the task is gone',
    async () => (await json<{ removed: string[] }[]>('prune'))[0]?.removed[0] === first,
  )
  expect((await typed(['prune'])).stderr).toContain('There are no older contents')
  await worker.end()
})

test('in production an import says how to deploy instead', async () => {
  const env = { ...stack.env, NODE_ENV: 'production' }
  const end = await startnode(['import', shape('every-logic.conv.json')], '', env)
  expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('workers first, then receivers') })
  expect(written()).toEqual([])
})
