import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Diagram } from '../../../src/diagram/diagram.ts'
import { readDiagram } from '../../../src/diagram/read/read-export.ts'
import type { TraceEntry } from '../../../src/process/trace.ts'
import { drawImported } from '../../../src/processes/imported/draw-imported.ts'

const file = 'test/fixtures/diagrams/bank/6004-waits.conv.json'
const waits = readDiagram(readFileSync(file, 'utf8'), file).diagram as Diagram
const ID = (at: number) => `5f0060040000000000000${at}00`

const visit = (at: number, state: TraceEntry['state'] = 'passed'): TraceEntry => ({
  node: waits.nodes[at - 1]?.title ?? '',
  nodeId: ID(at),
  state,
  startedAt: '2026-11-30T12:00:00.000Z',
  endedAt: null,
  note: null,
})

test('an imported process is drawn where its export drew it, with every way it has', () => {
  const { nodes, edges } = drawImported(waits, [])
  expect(nodes.map(({ title, kind, visits }) => [title, kind, visits])).toEqual([
    ['Start', 'start', 0],
    ['Wait for the bank', 'wait', 0],
    ['Called back', 'end', 0],
    ['Nobody called', 'end', 0],
  ])
  const [first, second] = nodes
  expect([first?.x, first?.y, second?.x, second?.y]).toEqual([350, 100, 500, 200])
  expect(nodes.map(({ type, name }) => [type, name])).toEqual([
    ['start', 'Start'],
    ['callback', 'Waiting for Callback'],
    ['success', 'End'],
    ['error', 'End'],
  ])
  expect(edges).toEqual([
    { from: ID(1), to: ID(2), way: 'go', count: 0 },
    { from: ID(2), to: ID(3), way: 'go', count: 0 },
    { from: ID(2), to: ID(4), way: 'time', count: 0 },
  ])
})

test('the ways that tasks went are counted on it, and a node is told by its id', () => {
  const tasks = [
    { trace: [visit(1), visit(2), visit(3)], ended: true },
    { trace: [visit(1), visit(2, 'failed')], ended: true },
  ]
  const { nodes, edges } = drawImported(waits, tasks)
  expect(nodes.map(({ visits, failed }) => [visits, failed])).toEqual([
    [2, 0],
    [2, 1],
    [1, 0],
    [0, 0],
  ])
  expect(edges.map(({ count }) => count)).toEqual([2, 1, 0])
  expect(nodes[1]?.place).toBe(`Wait for the bank [${ID(2)}]`)
})
