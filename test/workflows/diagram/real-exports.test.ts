/** Exports that somebody else drew, unchanged on the real server; where the folder with them is there. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { diagramIdOf } from '../../../src/process/ids/diagram-id.ts'
import { loadProcesses } from '../../../src/project/load-start-nodes.ts'
import { type OutsideSystem, startOutsideSystem } from '../../helpers/outside-system.ts'
import { type ProcessStack, startProcessStack } from '../../helpers/process-stack.ts'
import { temporalAddress } from '../../helpers/temporal.ts'

const FOLDER = fileURLToPath(new URL('../../../../shared/mpo-exports/', import.meta.url))
const NAMES = ['create-user', 'error-handling', 'delay-retry-pattern', 'stubbed_api_rpc'].filter((name) =>
  existsSync(join(FOLDER, `${name}.json`)),
)
const workflows = mkdtempSync(join(tmpdir(), 'startnode-exports-'))
const ids = new Map<string, string>()
let stack: ProcessStack | undefined
let outside: OutsideSystem | undefined

beforeAll(async () => {
  if (NAMES.length === 0) return
  for (const name of NAMES) {
    const file = join(FOLDER, `${name}.json`)
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const { obj_id, title } = (Array.isArray(parsed) ? parsed[0] : parsed) as {
      obj_id: number
      title: string
    }
    // Without an id in MPO the importer gives one
    const id = obj_id > 0 ? diagramIdOf(String(obj_id), title) : name.replaceAll('_', '-')
    copyFileSync(file, join(workflows, `${id}.conv.json`))
    ids.set(name, id)
  }
  outside = await startOutsideSystem('none', ({ path }) =>
    path === '/charge'
      ? { status: 402, body: { error: 'declined' } }
      : { status: 200, body: { state: 'SETTLED' } },
  )
  const project = await loadProcesses(pathToFileURL(`${workflows}/`))
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: 'diagrams-4',
    processes: [...project.startNodes.keys()],
    project,
    env: { DIAGRAM_PRIVATE_HOSTS: '127.0.0.1' },
  })
  await stack.setVariable('payment-api-url', outside.url, false)
})
afterAll(async () => {
  await stack?.stop()
  await outside?.stop()
  await rm(workflows, { recursive: true })
})

async function run(name: string, body: object): Promise<unknown> {
  const process = ids.get(name) as string
  const sent = await (stack as ProcessStack).send(process, body)
  expect([sent.status, sent.body]).toEqual([200, expect.any(String)])
  return await (stack as ProcessStack).resultOf(process, sent)
}

/** What each is sent, and how it ends: the system outside lets nobody in. */
const RUNS: Readonly<Record<string, { body: object; ends: object; reply?: object }>> = {
  'create-user': {
    body: { first_name: 'Ada', last_name: 'Lovelace', gender: 'f' },
    ends: { outcome: 'success', data: { first_name: 'Ada' } },
    reply: { status: 'ok' },
  },
  'error-handling': {
    body: { order_id: 'ORDER-1', amount: 5 },
    ends: { outcome: 'error' },
    reply: { status: 'error', description: 'It answered 401' },
  },
  'delay-retry-pattern': { body: {}, ends: { outcome: 'error' } },
  stubbed_api_rpc: { body: {}, ends: { outcome: 'success', data: { __logic_stub_mode__: true } } },
}

test.each(NAMES)('%s walks to its end', async (name) => {
  const { body, ends, reply } = RUNS[name] as (typeof RUNS)[string]
  const result = (await run(name, name === 'delay-retry-pattern' ? { url: outside?.url } : body)) as {
    replied?: { body: string }
  }
  expect(result).toMatchObject(ends)
  if (reply !== undefined) expect(JSON.parse(result.replied?.body ?? '{}')).toMatchObject(reply)
})

test('they are there, or none of them is', () => {
  expect([0, 4]).toContain(NAMES.length)
})
