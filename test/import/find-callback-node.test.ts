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
  const bank = { node: ID, taskId: '/obj_id' }
  expect(await find('6004-waits', 'Wait for the bank')).toEqual(bank)
  expect(await find('6004-waits', ID)).toEqual(bank)
  const courier = { node: 'Wait for the courier', taskId: null }
  expect(await find('parcel-sent', 'Wait for the courier')).toEqual(courier)
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
  const urlAt = (process: string, pointer: string) => {
    const target = { process, node: ID, find: { by: 'taskId', pointer } } as const
    return `https://hooks.example${nodeCallbackPath(key, target)}\n`
  }
  expect(stdout).toBe(urlAt('6004-waits', '/obj_id'))
  // The node says where the body names its task, unless the command does
  const elsewhere = readFileSync(WAITS, 'utf8')
    .replace('"obj_id": 6004', '"obj_id": 6006')
    .replace('"obj_id_path": "obj_id"', '"obj_id_path": "payment.task_id"')
  writeFileSync(join(folder, '6006-waits.conv.json'), elsewhere)
  const there = ['bin/startnode.js', 'callback-url', '6006-waits', ID]
  const own = await promisify(execFile)(process.execPath, there, { env })
  expect(own.stdout).toBe(urlAt('6006-waits', '/payment/task_id'))
  const said = await promisify(execFile)(process.execPath, [...there, '--task-id', '/id'], { env })
  expect(said.stdout).toBe(urlAt('6006-waits', '/id'))
})
