import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findLeftOver, placeProcess } from '../../../src/boot/processes/place-process.ts'
import { loadConfig } from '../../../src/config.ts'

const config = loadConfig({ SIGNING_KEYS: 'ab'.repeat(32), INBOX_DIR: '/inbox', PORT: '8080' })

test('the first has the place of a single one, the others are behind it', () => {
  const places = [1, 2, 3].map((place) => {
    const { inbox, admin, port } = placeProcess(config, place, 3)
    return [inbox.dir, admin.port, port]
  })
  expect(places).toEqual([
    ['/inbox', 8081, 8080],
    ['/inbox/process-2', 8082, 8080],
    ['/inbox/process-3', 8083, 8080],
  ])
})

test('they know each other, and keep what is their own apart', () => {
  const places = [1, 2].map((place) => placeProcess(config, place, 2))
  const peers = ['http://127.0.0.1:8081', 'http://127.0.0.1:8082']
  expect(places.map(({ admin }) => admin.peers)).toEqual([peers, peers])
  expect(places.map(({ ownDir }) => ownDir)).toEqual(['.startnode', '.startnode/process-2'])
  expect(places.map(({ stateDir }) => stateDir)).toEqual(['.startnode', '.startnode'])
  expect(placeProcess(config, 1, 1).admin.peers).toEqual([])
})

test('left over are the inboxes above the number of processes', () => {
  const dir = mkdtempSync(join(tmpdir(), 'processes-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  for (const name of ['process-2', 'process-3', 'process-12', 'forwarded', 'process-x']) {
    mkdirSync(join(dir, name))
    writeFileSync(join(dir, name, 'data.mdb'), '')
  }
  mkdirSync(join(dir, 'process-4'))
  const names = (processes: number) =>
    findLeftOver(dir, processes).map((folder) => folder.slice(dir.length + 1))
  expect(names(1).sort()).toEqual(['process-12', 'process-2', 'process-3'])
  expect(names(2).sort()).toEqual(['process-12', 'process-3'])
  expect(names(12)).toEqual([])
  expect(findLeftOver(join(dir, 'nowhere'), 1)).toEqual([])
})
