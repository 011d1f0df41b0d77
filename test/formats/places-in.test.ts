import fc from 'fast-check'
import { expect, test } from 'vitest'
import { locate } from '../../src/formats/locate.ts'
import { placesIn } from '../../src/formats/places-in.ts'

test('a place has one line and column, and they have one place', () => {
  const piece = fc.constantFrom('a', '\n', '\r\n', '\r', '\u{1f600}', 'ü')
  fc.assert(
    fc.property(fc.array(piece), fc.nat(), (pieces, at) => {
      const text = pieces.join('')
      const starts = [0]
      for (const one of text) starts.push((starts.at(-1) as number) + one.length)
      const index = starts[at % starts.length] as number
      const { line, column } = locate(text, index)
      // Between CR and LF is no place of its own.
      fc.pre(text.slice(index - 1, index + 1) !== '\r\n')
      const places = placesIn(text)
      expect(places.offsetOf(line, column)).toBe(index)
      expect(places.locate(index)).toEqual({ line, column })
    }),
  )
})
