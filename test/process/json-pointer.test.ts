import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pointerOf, readPointer } from '../../src/process/json-pointer.ts'

/** The example document of RFC 6901, section 5. */
const document = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'm~n': 8, ' ': 7, '~1': 9 }

test.each([
  ['', document],
  ['/foo', ['bar', 'baz']],
  ['/foo/0', 'bar'],
  ['/', 0],
  ['/a~1b', 1],
  ['/c%d', 2],
  ['/m~0n', 8],
  ['/ ', 7],
  ['/~01', 9],
])('%j is read as RFC 6901 says', (pointer, value) => {
  expect(readPointer(document, pointer)).toEqual(value)
})

test.each([
  '/foo/2',
  '/foo/01',
  '/foo/-',
  '/foo/length',
  '/foo/0/0',
  '/nothing/deeper',
  '/toString',
  '/__proto__',
])('%j points at nothing', (pointer) => {
  expect(readPointer(document, pointer)).toBeUndefined()
})

test('every path that is written is read back', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 5 }), (path) => {
      const value = path.reduceRight<unknown>((inner, key) => Object.fromEntries([[key, inner]]), 'found')
      expect(readPointer(value, pointerOf(path))).toBe('found')
    }),
  )
})
