import fc from 'fast-check'
import { expect, test } from 'vitest'
import { computeChange } from '../../../src/activities/code/data-change.ts'
import type { JsonObject } from '../../../src/diagram/diagram.ts'

/** What went through JSON, as all data does; with few names, so that both sides share some. */
const data = fc
  .dictionary(
    fc.constantFrom('a', 'b', 'c', 'constructor', 'toString', '0', ''),
    fc.jsonValue({ maxDepth: 3 }),
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject)

function applyChange(before: JsonObject, { set, remove }: ReturnType<typeof computeChange>): JsonObject {
  const kept = Object.entries(before).filter(([name]) => !remove.includes(name))
  return { ...Object.fromEntries(kept), ...set }
}

test('the change of data, applied to what was before, gives what is after', () => {
  fc.assert(
    fc.property(data, data, (before, after) => {
      expect(applyChange(before, computeChange(before, after))).toEqual(after)
    }),
  )
})

test('the change names what changed, and nothing else', () => {
  fc.assert(
    fc.property(data, data, (before, after) => {
      const { set, remove } = computeChange(before, after)
      for (const [name, value] of Object.entries(set))
        expect(Object.hasOwn(before, name) && JSON.stringify(before[name]) === JSON.stringify(value)).toBe(
          false,
        )
      for (const name of remove)
        expect([Object.hasOwn(before, name), Object.hasOwn(after, name)]).toEqual([true, false])
    }),
  )
})

test('data that stays as it is has no change', () => {
  fc.assert(
    fc.property(data, (same) => {
      expect(computeChange(same, structuredClone(same))).toEqual({ set: {}, remove: [] })
    }),
  )
})

test('another order of keys is a change, since somebody may sign the JSON', () => {
  expect(computeChange({ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } })).toEqual({
    set: { a: { y: 2, x: 1 } },
    remove: [],
  })
})
