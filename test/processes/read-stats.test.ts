/** How many tasks stand in nodes of an imported process, and how many came by, on the real server. */
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Diagram } from '../../src/diagram/diagram.ts'
import { MODIFY_SIGNAL } from '../../src/process/callback-signal.ts'
import { PASSES_QUERY } from '../../src/process/diagram/diagram-task.ts'
import { readStats } from '../../src/processes/read-stats.ts'
import { placesIn } from '../../src/project/find-processes.ts'
import { type LoadedDiagram, loadDiagrams } from '../../src/project/load-diagrams.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { type DiagramBank, openDiagramBank } from '../workflows/diagram/open-bank.ts'

const PROCESS = '6004-waits'
const WAIT = '5f0060040000000000000200'

let bank: DiagramBank
let loaded: LoadedDiagram

beforeAll(async () => {
  bank = await openDiagramBank('diagrams-7')
  loaded = (await loadDiagrams(pathToFileURL('test/fixtures/diagrams/bank/'))).get(PROCESS) as LoadedDiagram
})
afterAll(() => bank?.stop())

const stats = (newest: number) =>
  readStats(bank.client, PROCESS, loaded.diagram, {
    placesOf: (node) => placesIn(loaded, node),
    newest,
    withinMs: 60_000,
  })

test('nodes are counted by their ids: who stands there, and who came by', async () => {
  const tasks = [
    await bank.open(PROCESS, 'S1', {}),
    await bank.open(PROCESS, 'S2', {}),
    await bank.open(PROCESS, 'S3', {}),
  ]
  for (const task of tasks) await bank.untilWaiting(task, 'Wait for the bank')
  await tasks[0]?.signal(MODIFY_SIGNAL, { paid: true })
  expect(await tasks[0]?.result()).toMatchObject({ node: { title: 'Called back' } })
  const found = await waitFor('visibility knows of all', async () => {
    const seen = await stats(100)
    return seen.nodes.find(({ id }) => id === WAIT)?.standing === 2 && seen.tasks === 3 ? seen : null
  })
  expect(found).toMatchObject({ tasks: 3, asked: 3, answered: 3 })
  expect(found.nodes.map(({ id }) => id)).toEqual(loaded.diagram.nodes.map(({ id }) => id))
  const of = (title: string) => found.nodes.find((node) => node.title === title)
  expect(of('Start')).toMatchObject({ kind: 'Start', standing: 0, passed: 3 })
  expect(of('Wait for the bank')).toMatchObject({ kind: 'Waiting for Callback', standing: 2, passed: 3 })
  expect(of('Called back')).toMatchObject({ kind: 'End', standing: 0, passed: 1 })
  const few = await stats(1)
  expect(few).toMatchObject({ tasks: 3, asked: 1, answered: 1 })
  expect(few.nodes.find(({ id }) => id === WAIT)).toMatchObject({ standing: 2, passed: 1 })
  expect(await tasks[0]?.query(PASSES_QUERY)).toMatchObject({ [WAIT]: 1 })
  for (const task of tasks.slice(1)) await task.terminate('test is over')
})

test('a node is found by its id also where an older version had another title for it', () => {
  const { diagram, versions, version } = loaded
  const nodes = diagram.nodes.map((node) => (node.id === WAIT ? { ...node, title: 'Old words' } : node))
  const older: Diagram = { ...diagram, nodes }
  const both = { ...loaded, versions: new Map([['0123456789abcdef', older], ...versions]) }
  expect(placesIn(both, WAIT)).toEqual([`Wait for the bank [${WAIT}]`, `Old words [${WAIT}]`])
  expect(placesIn(loaded, WAIT)).toHaveLength(1)
  expect(placesIn(loaded, 'nowhere')).toEqual([])
  expect(version).toMatch(/^[0-9a-f]{16}$/)
})
