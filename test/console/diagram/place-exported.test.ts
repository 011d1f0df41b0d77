import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeExported } from '../../../src/console/diagram/place-exported.ts'

const SIZE = { width: 230, height: 62 }
const at = (id: string, x: number, y: number) => ({ id, x, y })

test('nodes stand as far apart as there, and begin at the corner', () => {
  expect(placeExported([at('a', 500, 100), at('b', 500, 260), at('c', 900, 260)], SIZE)).toEqual([
    at('a', 0, 0),
    at('b', 0, 160),
    at('c', 400, 160),
  ])
})

test('what would cover another here is drawn further apart, all of it alike', () => {
  const [, beside, below] = placeExported([at('a', 0, 0), at('b', 160, 0), at('c', 0, 100)], SIZE) ?? []
  expect(beside?.x).toBe(SIZE.width + 18)
  expect(below?.y).toBeCloseTo((100 * (SIZE.width + 18)) / 160)
})

test('a node without a place, and no nodes, are laid out by others', () => {
  expect(placeExported([at('a', 0, 0), { id: 'b' }], SIZE)).toBeNull()
  expect(placeExported([], SIZE)).toBeNull()
  expect(placeExported([at('a', 5, 5), at('b', 5, 5), at('c', 5, 400)], SIZE)).toBeNull()
})

test('order and shape stay: what stood left of or above another does so here', () => {
  const aNode = fc.record({
    x: fc.integer({ min: -5_000, max: 5_000 }),
    y: fc.integer({ min: -5_000, max: 5_000 }),
  })
  fc.assert(
    fc.property(fc.array(aNode, { minLength: 1, maxLength: 30 }), (drawn) => {
      const nodes = drawn.map((place, index) => ({ id: String(index), ...place }))
      const placed = placeExported(nodes, SIZE)
      if (placed === null) return
      for (const [index, one] of nodes.entries())
        for (const [other, two] of nodes.entries()) {
          const [here, there] = [placed[index], placed[other]]
          expect(Math.sign((here?.x ?? 0) - (there?.x ?? 0))).toBe(Math.sign(one.x - two.x))
          expect(Math.sign((here?.y ?? 0) - (there?.y ?? 0))).toBe(Math.sign(one.y - two.y))
        }
    }),
  )
})
