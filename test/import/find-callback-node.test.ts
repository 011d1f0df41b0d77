/** A callback URL of an imported process names its node by the id, whatever people call it. */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { nodeCallbackPath } from '../../src/direct-url/node-callback-url.ts'
import { findCallbackNode } from '../../src/import/find-callback-node.ts'
import { plainEnv } from '../helpers/child-process.ts'

const WAITS = 'test/fixtures/diagrams/bank/6004-waits.conv.json'
const ID = '5f0060040000000000000200'
let folder: string
const find = (process: string, name: string) => findCallbackNode(pathToFileURL(`${folder}/`), process, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'startnode-workflows-'))
  cpSync(WAITS, join(folder, '6004-waits.conv.json'))
  // Two nodes of one title
  const twice = readFileSync(WAITS, 'utf8')
    .replace('"obj_id": 6004', '"obj_id": 6005')
    .replace('"Start"', '"Wait for the bank"')
    .replace('"type": "go",', '"type": "api_callback"},{"type": "go",')
  writeFileSync(join(folder, '6005-waits.conv.json'), twice)
})

test('by its title or its id; a process in code, or one that is not here, by its title', async () => {
  expect(await find('6004-waits', 'Wait for the bank')).toBe(ID)
  expect(await find('6004-waits', ID)).toBe(ID)
  expect(await find('parcel-sent', 'Wait for the courier')).toBe('Wait for the courier')
})

test('a title that no node has, or several, says which there are', async () => {
  const none = { code: 'usage', message: expect.stringContaining(`'Wait for the bank' ${ID}`) }
  await expect(find('6004-waits', 'Wait for the courier')).rejects.toMatchObject(none)
  const several = { code: 'usage', message: expect.stringContaining('name one by its id') }
  await expect(find('6005-waits', 'Wait for the bank')).rejects.toMatchObject(several)
})

test('the command makes the URL of that node', async () => {
  const key = Buffer.alloc(32, 7)
  const env = {
    ...plainEnv(),
    WORKFLOWS_DIR: folder,
    SIGNING_KEYS: key.toString('hex'),
    PUBLIC_URL: 'https://hooks.example',
  }
  const args = ['bin/startnode.js', 'callback-url', '6004-waits', 'Wait for the bank']
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  const target = { process: '6004-waits', node: ID, find: { by: 'taskId', pointer: '/obj_id' } } as const
  expect(stdout).toBe(`https://hooks.example${nodeCallbackPath(key, target)}\n`)
})
