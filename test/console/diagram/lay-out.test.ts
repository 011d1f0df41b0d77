import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layOut, NODE_HEIGHT, NODE_WIDTH } from '../../../src/console/diagram/lay-out.ts'

const node = (id: string) => ({ id })
const placesOf = (ids: string[], ways: [string, string][]) => {
  const { nodes } = layOut(
    ids.map(node),
    ways.map(([from, to]) => ({ from, to })),
  )
  return new Map(nodes.map((one) => [one.id, one]))
}

test('what follows stands below; what runs side by side stands side by side, with the middle above', () => {
  const at = placesOf(
    ['start', 'a', 'b', 'end'],
    [
      ['start', 'a'],
      ['start', 'b'],
      ['a', 'end'],
      ['b', 'end'],
    ],
  )
  const [start, a, b, end] = ['start', 'a', 'b', 'end'].map((id) => at.get(id))
  expect(a?.y).toBe(b?.y)
  expect(start?.y).toBeLessThan(a?.y ?? 0)
  expect(end?.y).toBeGreaterThan(a?.y ?? 0)
  expect(start?.x).toBe(((a?.x ?? 0) + (b?.x ?? 0)) / 2)
})

test('what no way leads to stands below what came before it, not beside the start', () => {
  const [start, a, end] = ['start', 'a', 'end'].map((id) =>
    placesOf(['start', 'a', 'end'], [['start', 'a']]).get(id),
  )
  expect([start?.y, a?.y, end?.y].map((y) => (y ?? 0) / (NODE_HEIGHT + 46))).toEqual([0, 1, 2])
  const alone = placesOf(['start', 'a', 'b'], [])
  expect(['start', 'a', 'b'].map((id) => alone.get(id)?.x)).toEqual([0, 0, 0])
})

test('a way back and a way to itself change no layer', () => {
  const at = placesOf(
    ['start', 'try', 'wait', 'end'],
    [
      ['start', 'try'],
      ['try', 'wait'],
      ['wait', 'try'],
      ['try', 'try'],
      ['wait', 'end'],
    ],
  )
  const ys = ['start', 'try', 'wait', 'end'].map((id) => at.get(id)?.y ?? -1)
  expect(ys).toEqual([...ys].sort((a, b) => a - b))
  expect(new Set(ys).size).toBe(4)
})

test('ways do not cross where they need not', () => {
  const at = placesOf(
    ['a', 'b', 'c', 'd'],
    [
      ['a', 'd'],
      ['b', 'c'],
    ],
  )
  expect((at.get('a')?.x ?? 0) < (at.get('b')?.x ?? 0)).toBe((at.get('d')?.x ?? 0) < (at.get('c')?.x ?? 0))
})

test('an export keeps its own places, moved to the corner', () => {
  expect(
    layOut(
      [
        { id: 'a', x: 500, y: 300 },
        { id: 'b', x: 400, y: 700 },
      ],
      [{ from: 'a', to: 'b' }],
    ),
  ).toEqual({
    nodes: [
      { id: 'a', x: 100, y: 0 },
      { id: 'b', x: 0, y: 400 },
    ],
    isGiven: true,
    width: 100 + NODE_WIDTH,
    height: 400 + NODE_HEIGHT,
  })
})

test('whatever the ways are: every node has a place of its own, inside, and the same each time', () => {
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 25 })
  const diagrams = ids.chain((known) => {
    const end = fc.constantFrom(...known, 'nowhere')
    return fc.tuple(fc.constant(known), fc.array(fc.tuple(end, end), { maxLength: 60 }))
  })
  fc.assert(
    fc.property(diagrams, ([known, ways]) => {
      const edges = ways.map(([from, to]) => ({ from, to }))
      const { nodes, width, height } = layOut(known.map(node), edges)
      expect(nodes.map(({ id }) => id).sort()).toEqual([...known].sort())
      for (const [index, one] of nodes.entries()) {
        expect(one.x).toBeGreaterThanOrEqual(0)
        expect(one.x + NODE_WIDTH).toBeLessThanOrEqual(width)
        expect(one.y + NODE_HEIGHT).toBeLessThanOrEqual(height)
        for (const other of nodes.slice(index + 1)) {
          const isClear = Math.abs(one.x - other.x) >= NODE_WIDTH || Math.abs(one.y - other.y) >= NODE_HEIGHT
          expect(isClear).toBe(true)
        }
      }
      expect(layOut(known.map(node), edges).nodes).toEqual(nodes)
    }),
    { numRuns: 60 },
  )
})

test('a diagram of five thousand nodes in a row is laid out without running out of stack', () => {
  const ids = Array.from({ length: 5_000 }, (_, index) => String(index))
  const edges = ids.slice(1).map((to, index) => ({ from: String(index), to }))
  expect(layOut(ids.map(node), edges).nodes.at(-1)?.id).toBe('4999')
})
