import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkStartNodes } from '../../src/project/check-start-nodes.ts'
import { loadStartNodes } from '../../src/project/load-start-nodes.ts'
import { WORKFLOWS_DIR, WORKFLOWS_INDEX } from '../../src/project/project.ts'

const START_NODE = new URL('../../src/start-node/start-node.ts', import.meta.url).href
const ZOD = import.meta.resolve('zod')

let folder: string
let dir: URL

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'startnode-'))
  dir = pathToFileURL(`${folder}/`)
})

afterEach(() => rm(folder, { recursive: true }))

function write(name: string, text: string): Promise<void> {
  return writeFile(join(folder, name), text)
}

function startFile(process: string): string {
  return `import { z } from '${ZOD}'
import { startNode } from '${START_NODE}'
export default startNode('${process}', { title: 'T', input: z.object({}) })`
}

test('the processes of this project have fitting Start nodes', async () => {
  const startNodes = await loadStartNodes(WORKFLOWS_DIR)
  expect(startNodes.get('loan-approved')).toMatchObject({
    workflowType: 'loanApproved',
    title: 'Loan approved',
    ref: { pointer: '/cbs_account_id' },
    deliveryKey: null,
  })
  await expect(checkStartNodes(startNodes, WORKFLOWS_INDEX)).resolves.toBeUndefined()
})

test('Start nodes are found by name; types and others are not read', async () => {
  await write('b-process.start.ts', startFile('b-process'))
  await write('a-process.start.js', startFile('a-process'))
  await write('a-process.start.d.ts', 'throw new Error()')
  await write('a-process.ts', 'throw new Error()')
  expect([...(await loadStartNodes(dir)).keys()]).toEqual(['a-process', 'b-process'])
})

test.each([
  ['another process', startFile('other'), "declares the process 'other', but its name says 'mine'"],
  ['no default export', 'export const x = 1', 'must have startNode(...) as its default export'],
  ['another default export', 'export default { process: "mine" }', 'must have startNode(...)'],
  ['a file that throws', 'throw new Error("broken")', 'can not be loaded: Error: broken'],
  ['a bad id', startFile('Mine'), "can not be loaded: StartnodeError: 'Mine' is not a process id"],
])('%s is refused by the name of the file', async (_, text, message) => {
  await write('mine.start.ts', text)
  const error = await loadStartNodes(dir).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'start_node_invalid' })
  expect((error as Error).message).toContain(`${join(folder, 'mine.start.ts')} `)
  expect((error as Error).message).toContain(message)
})

test('a folder that is not there is refused', async () => {
  await expect(loadStartNodes(new URL('none/', dir))).rejects.toThrow('can not be read')
})

test('a Start node without a workflow names both files', async () => {
  await write('mine.start.ts', startFile('mine'))
  await write('index.ts', 'export const other = () => {}')
  const check = checkStartNodes(await loadStartNodes(dir), new URL('index.ts', dir))
  await expect(check).rejects.toThrow(/index\.ts exports no workflow 'mine' .* mine\.start\.ts$/)
})

test('a process without a Start node is named', async () => {
  await write('mine.ts', 'export async function mine() {}')
  await write('helper.ts', 'export const help = 1')
  await write('index.ts', "export { mine } from './mine.ts'")
  const check = checkStartNodes(new Map(), new URL('index.ts', dir))
  await expect(check).rejects.toThrow(/mine\.ts is an exported process .* add mine\.start\.ts$/)
})

test('a process may have a folder of its own, with its pieces; a flat pair works beside it', async () => {
  await mkdir(join(folder, 'in-folder'))
  await write('in-folder/in-folder.start.ts', startFile('in-folder'))
  await write('in-folder/piece.ts', 'throw new Error()')
  await write('flat.start.ts', startFile('flat'))
  expect([...(await loadStartNodes(dir)).keys()]).toEqual(['flat', 'in-folder'])
})

test('two Start nodes of one process are refused, naming both files', async () => {
  await mkdir(join(folder, 'mine'))
  await write('mine/mine.start.ts', startFile('mine'))
  await write('mine.start.ts', startFile('mine'))
  const error = await loadStartNodes(dir).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'start_node_invalid' })
  expect(String(error)).toMatch(
    /mine\.start\.ts and .*mine\/mine\.start\.ts|mine\/mine\.start\.ts and .*mine\.start\.ts/,
  )
})

test('an exported process in a folder without a Start node is named', async () => {
  await mkdir(join(folder, 'lonely'))
  await write('lonely/lonely.ts', 'export async function lonely() {}')
  await write('index.ts', "export { lonely } from './lonely/lonely.ts'")
  const check = checkStartNodes(new Map(), new URL('index.ts', dir))
  await expect(check).rejects.toThrow('lonely.ts is an exported process without a Start node')
})
