/** No process may take the name of an engine workflow, of JavaScript or of another process: said before anything breaks. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeProcess } from '../../src/cli/commands/new-command.ts'
import { workflowTypeOf } from '../../src/process/ids/process-id.ts'
import { ENGINE_WORKFLOWS, processNameProblem } from '../../src/process/ids/process-name.ts'
import { checkStartNodes } from '../../src/project/check-start-nodes.ts'
import { findStartFiles } from '../../src/project/find-start-files.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import * as engine from '../../src/workflows/index.ts'

let root: string
let dir: URL
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'startnode-names-'))
  await mkdir(join(root, 'workflows'))
  await writeFile(join(root, 'workflows', 'index.ts'), '')
  dir = pathToFileURL(`${join(root, 'workflows')}/`)
})
afterEach(() => rm(root, { recursive: true }))

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const TAKEN = [
  ...ENGINE_WORKFLOWS.map(kebab),
  'startnode-anything',
  'class',
  'default',
  'constructor',
  'then',
]

test('the names of the engine are those that its bundle exports', () => {
  expect(
    Object.keys(engine)
      .filter((name) => name !== 'default')
      .toSorted(),
  ).toEqual(ENGINE_WORKFLOWS)
})

test('a name is refused exactly where no function of a module can have it', async () => {
  const words =
    `abstract as async boolean from get goto meta native of set string symbol target type using value
    arguments await break case catch class const continue debugger default delete do else enum eval export extends
    false finally for function if implements import in instanceof interface let new null package private protected
    public return static super switch this throw true try typeof var void while with yield`.split(/\s+/)
  for (const word of words) {
    const module = `data:text/javascript,export async function ${word}() {}`
    const works = await import(/* @vite-ignore */ module).then(
      () => true,
      () => false,
    )
    expect({ word, works: processNameProblem(word) === null }).toEqual({ word, works })
  }
})

describe.each(TAKEN)('%s', (process) => {
  test('`startnode new` refuses it and writes nothing', async () => {
    const refused = writeProcess(root, process)
    await expect(refused).rejects.toMatchObject({ code: 'usage' })
    await expect(refused).rejects.toThrow(`No process can be called '${process}'`)
    expect(await readdir(join(root, 'workflows'))).toEqual(['index.ts'])
  })

  test('a start names the file, and does not load it', async () => {
    const file = join(root, 'workflows', `${process}.start.ts`)
    await writeFile(file, 'throw new Error("it is loaded")')
    const refused = findStartFiles(dir)
    await expect(refused).rejects.toMatchObject({ code: 'start_node_invalid' })
    await expect(refused).rejects.toThrow(`${file} must be renamed`)
  })

  test('a Start node of that name is none', () => {
    expect(() => startNode(process, { title: 'T', input: {} as never })).toThrow(
      `No process can be called '${process}'`,
    )
  })
})

test('a file with an engine workflow and without a Start node is named too', async () => {
  const file = join(root, 'workflows', 'startnode-settings.ts')
  await writeFile(file, 'export async function startnodeSettings() {}')
  await expect(checkStartNodes(new Map(), new URL('index.ts', dir))).rejects.toThrow(
    `${file} must be renamed: 'startnodeSettings' is a workflow of the engine`,
  )
})

test('an index that can not be loaded is named', async () => {
  await writeFile(join(root, 'workflows', 'index.ts'), 'export { class } from "./class.ts"')
  const refused = checkStartNodes(new Map(), new URL('index.ts', dir))
  await expect(refused).rejects.toMatchObject({ code: 'start_node_invalid' })
  await expect(refused).rejects.toThrow(`${join(root, 'workflows', 'index.ts')} can not be loaded: `)
})

test('two processes with one workflow are refused, in `new` and at the start', async () => {
  expect(workflowTypeOf('level-2')).toBe(workflowTypeOf('level2'))
  await writeProcess(root, 'level-2')
  await expect(writeProcess(root, 'level2')).rejects.toThrow(
    "The process 'level-2' has the workflow 'level2' already",
  )
  await writeFile(join(root, 'workflows', 'level2.start.ts'), '')
  await expect(findStartFiles(dir)).rejects.toThrow(
    /level2\.start\.ts and .*level-2\.start\.ts have the same workflow 'level2'/,
  )
})

test.each(['task', 'node', 'log', 'z', 'promise', 'start-node', 'mambu-text'])(
  '`startnode new %s` would write files that import another of that name',
  async (process) => {
    await expect(writeProcess(root, process)).rejects.toThrow('its files import another')
  },
)

test('names that only look alike are fine', async () => {
  for (const process of ['classes', 'async', 'delivery-records', 'string', 'test'])
    expect((await writeProcess(root, process)).at(-1)).toBe('workflows/index.ts')
  expect(await readFile(join(root, 'workflows', 'index.ts'), 'utf8')).toContain(
    "export { deliveryRecords } from './delivery-records/delivery-records.ts'",
  )
})
