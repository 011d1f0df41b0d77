/** What differs between two contents of a process, and what holds for any two. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareDiagrams } from '../../../src/diagram/compare/compare-diagrams.ts'
import type { Diagram, DiagramNode } from '../../../src/diagram/diagram.ts'
import { readDiagram } from '../../../src/diagram/read/read-export.ts'

const BANK = new URL('../../fixtures/diagrams/bank/', import.meta.url)
const EVERY = new URL('../../fixtures/exports/shapes/every-logic.conv.json', import.meta.url)
const read = (url: URL) => readDiagram(readFileSync(url, 'utf8'), url.pathname).diagram as Diagram
const every = read(EVERY)
const DIAGRAMS = [every, ...readdirSync(BANK).map((name) => read(new URL(name, BANK)))]
const changesOf = (before: Diagram, after: Diagram) =>
  compareDiagrams(before, after)
    .nodes.filter(({ change }) => change !== 'same')
    .map(({ id, change, fields }) => ({ id, change, fields }))

function withNode(diagram: Diagram, id: string, change: (node: DiagramNode) => DiagramNode): Diagram {
  return { ...diagram, nodes: diagram.nodes.map((node) => (node.id === id ? change(node) : node)) }
}

/** Other ids, as MPO gives them when a process is pushed. */
function withIds(diagram: Diagram, idOf: (id: string) => string): Diagram {
  const text = diagram.nodes.reduce(
    (json, { id }) => json.replaceAll(JSON.stringify(id), JSON.stringify(idOf(id))),
    JSON.stringify(diagram),
  )
  return JSON.parse(text) as Diagram
}

const aDiagram = fc.constantFrom(...DIAGRAMS)
/** A diagram, and the same with some nodes left out, renamed, moved and added. */
const aChange = aDiagram.chain((diagram) =>
  fc
    .tuple(
      fc.subarray([...diagram.nodes]),
      fc.array(fc.record({ id: fc.stringMatching(/^[0-9a-f]{24}$/), x: fc.integer() }), {
        maxLength: 4,
      }),
      fc.array(fc.nat(), { maxLength: 4 }),
    )
    .map(([kept, added, renamed]) => {
      const nodes = [
        ...kept.map((node, at) => (renamed.includes(at) ? { ...node, title: `${node.title}!` } : node)),
        ...added.map(({ id, x }) => ({ ...(diagram.nodes[0] as DiagramNode), id, x, title: `New ${id}` })),
      ]
      return { before: diagram, after: { ...diagram, nodes } }
    }),
)

describe('of any two contents', () => {
  test('one does not differ from itself, in whatever order its nodes stand', () => {
    fc.assert(
      fc.property(aDiagram, fc.infiniteStream(fc.nat()), (diagram, numbers) => {
        const shuffled = diagram.nodes
          .map((node) => ({ node, at: numbers.next().value as number }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ node }) => node)
        const { process, nodes, ways } = compareDiagrams(diagram, { ...diagram, nodes: shuffled })
        expect(process).toEqual([])
        expect(nodes.filter(({ change }) => change !== 'same')).toEqual([])
        expect(ways.filter(({ change }) => change !== 'same')).toEqual([])
      }),
    )
  })

  test('every node of both is told of once, and as what it is', () => {
    fc.assert(
      fc.property(aChange, ({ before, after }) => {
        const { nodes } = compareDiagrams(before, after)
        const old = new Set(before.nodes.map(({ id }) => id))
        const now = new Set(after.nodes.map(({ id }) => id))
        expect(nodes.map(({ id }) => id).toSorted()).toEqual([...new Set([...old, ...now])].toSorted())
        for (const { id, change, node } of nodes) {
          expect(change === 'added').toBe(now.has(id) && !old.has(id))
          expect(change === 'removed').toBe(old.has(id) && !now.has(id))
          if (change !== 'added' && change !== 'removed')
            expect(change === 'same').toBe(
              JSON.stringify(node) === JSON.stringify(before.nodes.find((one) => one.id === id)),
            )
        }
      }),
    )
  })

  test('the other way round, what was added is removed, and what changed has changed in the same fields', () => {
    const OTHER = { added: 'removed', removed: 'added', changed: 'changed', moved: 'moved', same: 'same' }
    fc.assert(
      fc.property(aChange, ({ before, after }) => {
        const there = compareDiagrams(before, after)
        const back = new Map(compareDiagrams(after, before).nodes.map((node) => [node.id, node]))
        for (const { id, change, fields } of there.nodes)
          expect([back.get(id)?.change, back.get(id)?.fields.toSorted()]).toEqual([
            OTHER[change],
            fields.toSorted(),
          ])
      }),
    )
  })

  test('a way is told of once, whichever contents have it', () => {
    fc.assert(
      fc.property(aChange, ({ before, after }) => {
        const { ways } = compareDiagrams(before, after)
        const keys = ways.map(({ from, to, way }) => JSON.stringify([from, to, way]))
        expect(new Set(keys).size).toBe(keys.length)
      }),
    )
  })
})

test('new ids from MPO are no change where titles tell the nodes apart', () => {
  for (const diagram of DIAGRAMS) {
    const looks = diagram.nodes.map(({ title }) => title)
    if (new Set(looks).size < looks.length) continue
    const renamed = withIds(diagram, (id) => `ff${id.slice(2)}`)
    expect(changesOf(diagram, renamed)).toEqual([])
    expect(compareDiagrams(diagram, renamed).ways.filter(({ change }) => change !== 'same')).toEqual([])
  }
})

test('a change is told by the field it is in', () => {
  const api = every.nodes.find(({ logics }) => logics.some(({ kind }) => kind === 'api')) as DiagramNode
  const inApi = (more: object) =>
    withNode(every, api.id, (node) => ({
      ...node,
      logics: node.logics.map((logic) => (logic.kind === 'api' ? { ...logic, ...more } : logic)),
    }))
  const fieldsOf = (after: Diagram) =>
    changesOf(every, after).map(({ id, change, fields }) => [id, change, fields])
  expect(fieldsOf(inApi({ url: 'https://other.example' }))).toEqual([[api.id, 'changed', ['API Call: URL']]])
  expect(fieldsOf(inApi({ rawBody: 'x', rfc: 'other' }))).toEqual([
    [api.id, 'changed', ['API Call: raw body', 'API Call: RFC answers']],
  ])
  expect(fieldsOf(withNode(every, api.id, (node) => ({ ...node, title: 'Ask' })))).toEqual([
    [api.id, 'changed', ['title']],
  ])
  expect(fieldsOf(withNode(every, api.id, (node) => ({ ...node, x: node.x + 40 })))).toEqual([
    [api.id, 'moved', ['position']],
  ])
  expect(compareDiagrams(every, { ...every, title: 'Other', active: !every.active }).process).toEqual([
    'title',
    'active',
  ])
})

test('no difference holds a value', () => {
  const secret = 'a-value-that-stays'
  const after = withNode(every, every.start, (node) => ({ ...node, description: secret, x: 1 }))
  const { process, ways, nodes } = compareDiagrams(every, after)
  expect(JSON.stringify({ process, ways, fields: nodes.map(({ fields }) => fields) })).not.toContain(secret)
})
