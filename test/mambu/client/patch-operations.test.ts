import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyPatch } from '../../../src/mambu/bank/serve/patch.ts'
import { buildPatch, skipRemoved } from '../../../src/mambu/client/patch-operations.ts'

test('own fields are replaced, custom fields put, null removes, operations come last', () => {
  expect(
    buildPatch({
      set: { state: 'INACTIVE', notes: null },
      custom: { _AML: { status: 'CLEAR', match: null } },
      operations: [{ op: 'MOVE', from: '/_A/x', path: '/_B/x' }],
    }),
  ).toEqual([
    { op: 'REPLACE', path: '/state', value: 'INACTIVE' },
    { op: 'REMOVE', path: '/notes' },
    { op: 'ADD', path: '/_AML/status', value: 'CLEAR' },
    { op: 'REMOVE', path: '/_AML/match' },
    { op: 'MOVE', from: '/_A/x', path: '/_B/x' },
  ])
  expect(buildPatch({})).toEqual([])
})

test('a name with a slash or a tilde stays one step of the path', () => {
  expect(buildPatch({ custom: { '_a/b': { 'c~d': 1 } } })).toEqual([
    { op: 'ADD', path: '/_a~1b/c~0d', value: 1 },
  ])
})

test('whatever is set twice is the same as set once', () => {
  const name = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== '__proto__')
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean())
  fc.assert(
    fc.property(fc.dictionary(name, fc.dictionary(name, value)), (sets) => {
      const custom = Object.fromEntries(Object.entries(sets).map(([set, fields]) => [`_${set}`, fields]))
      const patch = buildPatch({ custom })
      const once = { id: 'x', encodedKey: 'y' }
      expect(applyPatch(once, patch).status).toBe(204)
      const twice = structuredClone(once)
      expect(applyPatch(twice, patch).status).toBe(204)
      expect(twice).toEqual(once)
    }),
  )
})

test('what is not there is not removed again', () => {
  const removals = buildPatch({
    set: { notes: null, email: null },
    custom: { _A: { x: null, 'y/z': null }, _B: { x: null } },
  })
  const entity = { notes: 'n', email: null, _A: { 'y/z': 1 } }
  expect(skipRemoved(removals, entity).map(({ path }) => path)).toEqual(['/notes', '/_A/y~1z'])
})
