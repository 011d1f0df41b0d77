/** A bundle that `startnode bundle` made is what a worker runs, and never one of other code than what is here. */
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Client } from '@temporalio/client'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { takeBundle } from '../../src/boot/bundle/take-bundle.ts'
import { parseEncryptionKeys } from '../../src/keys/encryption-keys.ts'
import { createClientOptions } from '../../src/temporal/codec/client-letters.ts'
import { connectClientLazily } from '../../src/temporal/connection.ts'
import { loadTemporalOptions } from '../../src/temporal/temporal-options.ts'
import { type Child, plainEnv, startChild } from '../helpers/child-process.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { makeTask } from '../workflows/make-task.ts'

const PROJECT = pathToFileURL(`${process.cwd()}/`)
const folder = mkdtempSync(join(tmpdir(), 'startnode-bundle-'))
const file = join(folder, 'out', 'bundle.json')
const key = randomBytes(32).toString('hex')
const taskQueue = `bundle-${randomUUID()}`
const env = {
  ...plainEnv(),
  WORKFLOWS_DIR: folder,
  STATE_DIR: join(folder, 'state'),
  TASK_QUEUE: taskQueue,
  SIGNING_KEYS: randomBytes(32).toString('hex'),
}
const index = pathToFileURL(join(folder, 'index.ts'))
const sources: Readonly<Record<string, string>> = {
  'index.ts': "export { greet } from './greet.ts'\n",
  'greet.ts': `import { greeting } from './greeting.ts'
export async function greet(task: { data: { name: string } }) {
  return { text: greeting(task.data.name) }
}
`,
  'greeting.ts': "export const greeting = (name: string) => 'Good morning '.concat(name)\n",
}
const startNode = `import { z } from '${import.meta.resolve('zod')}'
import { startNode } from '${new URL('src/start-node/start-node.ts', PROJECT)}'
export default startNode('greet', { title: 'Greet', input: z.object({ name: z.string() }) })
`
let made: Child
let bundle: string

beforeAll(async () => {
  writeSources()
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(join(folder, 'greet.start.ts'), startNode)
  made = startChild(['bin/startnode.js', 'bundle', '--out', file], { env })
  const { code } = await made.ended
  if (code !== 0) throw new Error(made.stderr())
  bundle = readFileSync(file, 'utf8')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function writeSources(): void {
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text)
}

const take = () => takeBundle(file, { sealed: true, index })

test('the command names the file and what to do with it', () => {
  expect(made.stdout()).toBe(`${file}\n`)
  expect(made.stderr()).toContain(`WORKFLOW_BUNDLE=${file}`)
})

describe('a worker with WORKFLOW_BUNDLE', () => {
  function startWorker(more: NodeJS.ProcessEnv = {}): Child {
    return startChild(['bin/startnode.js', 'worker'], {
      env: { ...env, TEMPORAL_ADDRESS: temporalAddress(), WORKFLOW_BUNDLE: file, ...more },
    })
  }

  test('runs tasks from it, sealed ones too, where the sources are not there at all', async () => {
    for (const name of Object.keys(sources)) rmSync(join(folder, name))
    const keys = { ENCRYPTION_KEYS: key }
    const worker = startWorker(keys)
    const connection = connectClientLazily(loadTemporalOptions({ TEMPORAL_ADDRESS: temporalAddress() }))
    try {
      const encryption = { keys: parseEncryptionKeys(key), configured: true }
      const client = new Client({ connection, ...createClientOptions(encryption) })
      const result = client.workflow.execute('greet', {
        workflowId: `greet/t/${randomUUID()}`,
        taskQueue,
        args: [makeTask('greet', { name: 'Ada' })],
      })
      const first = await Promise.race([result, worker.ended])
      expect(first, worker.stderr()).toEqual({ text: 'Good morning Ada' })
      expect(worker.stderr()).toContain('workflow bundle taken')
    } finally {
      writeSources()
      await connection.close()
      await worker.end()
    }
  })

  test('ends at once, before it looks for Temporal, where a workflow has changed since', async () => {
    writeFileSync(
      join(folder, 'greeting.ts'),
      "export const greeting = (name: string) => 'Hi '.concat(name)\n",
    )
    const worker = startWorker({ TEMPORAL_ADDRESS: '127.0.0.1:1' })
    const { code } = await worker.ended
    writeSources()
    expect(worker.stderr()).toContain('greeting.ts has changed')
    expect(worker.stderr()).toContain(`startnode bundle --out ${file}`)
    expect(worker.stderr()).toContain('bundle_stale')
    expect(code).toBe(2)
  })
})

describe('a bundle is not taken', () => {
  afterEach(() => {
    writeSources()
    writeFileSync(file, bundle)
  })

  const withOther = (field: string, value: unknown) =>
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(bundle) as object), [field]: value }))

  function refusal(): { code: string; message: string } {
    try {
      take()
    } catch (error) {
      const { code, message } = error as { code: string; message: string }
      return { code, message }
    }
    throw new Error('It was taken')
  }

  test('but where nothing has changed it is', () => {
    expect(take().workflows).toEqual(['greet'])
    expect(take().code).toContain('Good morning')
    expect(takeBundle(file, { sealed: false, index }).code).not.toContain('letters/letters')
  })

  test.each([
    ['startnode', '0.0.9', 'is of Startnode 0.0.9, and this is'],
    ['temporal', '1.0.0', "is of version 1.0.0 of Temporal's SDK, and this is"],
  ])('of another version: %s', (field, version, said) => {
    // Whatever else that version writes into it
    withOther(field, version)
    expect(refusal()).toMatchObject({ code: 'bundle_stale', message: expect.stringContaining(said) })
  })

  test('when a file that is in it is gone, though the entry is there', () => {
    renameSync(join(folder, 'greeting.ts'), join(folder, 'greetings.ts'))
    expect(refusal()).toMatchObject({
      code: 'bundle_stale',
      message: expect.stringContaining('greeting.ts is gone'),
    })
  })

  test('of another project, whose files have the same names', () => {
    writeFileSync(join(folder, 'index.ts'), "export { greet } from './greeting.ts'\n")
    expect(refusal()).toMatchObject({ code: 'bundle_stale', message: expect.stringContaining('index.ts') })
  })

  test('made from the sources, where what is built of them runs', () => {
    renameSync(join(folder, 'index.ts'), join(folder, 'index.js'))
    const built = pathToFileURL(join(folder, 'index.js'))
    expect(() => takeBundle(file, { sealed: true, index: built })).toThrow(
      'it was made from index.ts, and here is index.js',
    )
    rmSync(join(folder, 'index.js'))
  })

  test('of which half was written', () => {
    writeFileSync(file, bundle.slice(0, bundle.length / 2))
    expect(refusal()).toMatchObject({
      code: 'bundle_unreadable',
      message: expect.stringContaining('no JSON'),
    })
  })

  test('whose code was touched', () => {
    writeFileSync(file, bundle.replaceAll('Good morning', 'Good evening'))
    expect(refusal()).toMatchObject({
      code: 'bundle_unreadable',
      message: expect.stringContaining('its code is not what was written'),
    })
  })

  test('that is another JSON file', () => {
    writeFileSync(file, '{"name":"startnode"}')
    expect(refusal()).toMatchObject({
      code: 'bundle_unreadable',
      message: expect.stringContaining('startnode: is missing'),
    })
  })

  test('that is not there', () => {
    rmSync(file)
    expect(refusal()).toMatchObject({
      code: 'bundle_unreadable',
      message: expect.stringContaining('there is no such file'),
    })
  })
})
