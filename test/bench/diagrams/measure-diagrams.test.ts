/** What `npm run bench -- --diagrams` measures, as little of it as there can be: figures of a second say nothing, but that they are there. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { convertDiagram } from '../../../src/diagram/convert/convert-diagram.ts'
import type { Diagram } from '../../../src/diagram/diagram.ts'
import { readExport } from '../../../src/diagram/read/read-export.ts'
import { judgeDiagramCost, judgeDiagrams } from './judge-diagrams.ts'
import { measureDiagrams } from './measure-diagrams.ts'

const SMALL = {
  cost: { rounds: 1, tasks: 6 },
  steps: { rounds: 1, tasks: 2, seconds: 0.2 },
  memory: { diagrams: 3, tasks: 3 },
  rates: { mostSeconds: 1, holdSeconds: 1, atOnce: 4 },
}

test('each row of it is measured', async () => {
  const numbers = await measureDiagrams(() => {}, SMALL)
  const { cost, steps, memory, rates } = numbers
  for (const rounds of Object.values(cost.cpuMs)) {
    expect(rounds).toHaveLength(1)
    expect(rounds[0]).toBeGreaterThan(0)
  }
  // These do not swing with the machine
  expect(cost.actions).toEqual({ code: 3, diagram: 3, script: 4 })
  expect(cost.events.diagram).toBeLessThanOrEqual(12)
  expect(steps.stepsPerSecond).toBeGreaterThan(steps.nodesPerSecond)
  expect(memory.oneMib).toBeGreaterThan(0)
  expect(memory.manyRunMib).toBeGreaterThan(0)
  expect(memory.fileKib).toBeGreaterThan(10)
  for (const kind of ['nothing', 'reads', 'sums'] as const) {
    expect(rates[kind].atMost).toBeGreaterThan(0)
    expect(rates[kind].started).toBeGreaterThanOrEqual(1)
  }
  const rows = judgeDiagrams(numbers)
  expect(rows.map(({ reach }) => reach)).toEqual(expect.arrayContaining(['<= 1.3', '<= 3']))
  expect(rows.find(({ reach }) => reach === '<= 3')).toMatchObject({ ratio: 3, ok: true })
}, 300_000)

test('a diagram that costs more than it may is told', () => {
  const events = { code: 11, diagram: 11, script: 12 }
  const dear = judgeDiagramCost({
    cpuMs: { code: [10, 20, 10], diagram: [14, 20, 15], script: [20, 40, 20] },
    actions: { code: 2, diagram: 4, script: 5 },
    events,
  })
  expect(dear.map(({ ratio, ok }) => [ratio, ok])).toEqual([
    [1.4, false],
    [2, true],
    [4, false],
  ])
})

test('the process in code is what convert writes, but that it may call this machine', () => {
  const file = fileURLToPath(
    new URL('../../fixtures/diagrams/bench/7001-collect-fee.conv.json', import.meta.url),
  )
  const [read] = readExport([{ name: file, text: readFileSync(file, 'utf8') }]).processes
  const { code } = convertDiagram(read?.diagram as Diagram, {
    process: 'collect-fee',
    from: {
      engine: '../../../src/process/task.ts',
      nodes: '../../../src/workflows/nodes/index.ts',
      startNode: '../../../src/start-node/start-node.ts',
    },
    processOf: () => null,
  })
  const ours = readFileSync(new URL('../targets/collect-fee.ts', import.meta.url), 'utf8')
  const written = ours
    .replace(/ \*\n \* For the bench [^\n]*\n/, '')
    .replace('      allowPrivate: true,\n', '')
  expect(written).toBe(code)
})
