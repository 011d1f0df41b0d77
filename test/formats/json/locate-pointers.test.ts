import fc from 'fast-check'
import { expect, test } from 'vitest'
import { locatePointers } from '../../../src/formats/json/locate-pointers.ts'
import { pointerOf, readPointer } from '../../../src/process/json-pointer.ts'

test('a value is found by its pointer, a missing one at what is around it', () => {
  const text = '{\n  "a": [1, {"b/c": "x:y,{}"}],\n  "d": {"a": null}\n}'
  const places = locatePointers(text, ['', '/a/1/b~1c', '/d/a', '/d/gone/deeper', '/a/7'])
  expect([...places].map(([pointer, { line, column }]) => [pointer, line, column])).toEqual([
    ['', 1, 1],
    ['/a/1/b~1c', 2, 20],
    ['/d/a', 3, 14],
    ['/d/gone/deeper', 3, 8],
    ['/a/7', 2, 8],
  ])
})

test('in any JSON every value stands at its place', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      const pointers = pointersIn(value)
      const places = locatePointers(text, pointers)
      for (const pointer of pointers) {
        const found = JSON.stringify(readPointer(value, pointer), null, indent)
        expect(text[places.get(pointer)?.index as number]).toBe(found[0])
      }
    }),
  )
})

function pointersIn(value: unknown, path: readonly (string | number)[] = []): string[] {
  const here = [pointerOf(path)]
  if (typeof value !== 'object' || value === null) return here
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return here.concat(inner.flatMap(([key, one]) => pointersIn(one, [...path, key])))
}
