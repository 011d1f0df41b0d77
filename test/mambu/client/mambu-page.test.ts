import fc from 'fast-check'
import { expect, test } from 'vitest'
import { page } from '../../../src/mambu/bank/serve/answer.ts'
import { pageQuery, readPageHeaders } from '../../../src/mambu/client/mambu-page.ts'

test('a page asks for its details, within Mambu’s bounds', () => {
  expect(pageQuery({})).toBe('?offset=0&limit=100&paginationDetails=ON')
  expect(pageQuery({ offset: 40, limit: 5_000 }, { detailsLevel: 'FULL' })).toBe(
    '?offset=40&limit=1000&paginationDetails=ON&detailsLevel=FULL',
  )
  expect(pageQuery({ offset: 40, cursor: 'a b', limit: 0 })).toBe('?cursor=a+b&limit=1&paginationDetails=ON')
})

test('page after page has every entry once, whatever the sizes, by offset and by cursor', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.integer({ min: 1, max: 20 }), fc.boolean(), (count, limit, withCursor) => {
      const all = Array.from({ length: count }, (_, index) => index)
      const seen: unknown[] = []
      let at: { offset?: number; cursor?: string } | null = withCursor ? { cursor: '_' } : {}
      while (at !== null) {
        const answer = page(new URLSearchParams(pageQuery({ ...at, limit })), all, withCursor)
        const items = answer.body as unknown[]
        seen.push(...items)
        const next = readPageHeaders(new Headers(answer.headers), { ...at, limit }, items.length)
        expect(next.total).toBe(count)
        if (next.nextCursor !== null) at = { cursor: next.nextCursor }
        else at = next.nextOffset === null ? null : { offset: next.nextOffset }
      }
      expect(seen).toEqual(all)
    }),
  )
})

test('without headers a full page is followed by another, a short one is the last', () => {
  const none = new Headers()
  expect(readPageHeaders(none, { limit: 10, offset: 20 }, 10)).toEqual({
    total: null,
    nextOffset: 30,
    nextCursor: null,
  })
  expect(readPageHeaders(none, { limit: 10 }, 9).nextOffset).toBeNull()
  expect(readPageHeaders(none, { limit: 10 }, 0).nextOffset).toBeNull()
})
