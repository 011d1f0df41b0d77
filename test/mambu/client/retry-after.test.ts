import { expect, test } from 'vitest'
import { readRetryAfter } from '../../../src/mambu/client/retry-after.ts'

const NOW = Date.parse('2026-11-24T08:00:00Z')

test.each([
  ['120', 120_000],
  [' 1 ', 1000],
  ['Tue, 24 Nov 2026 08:00:30 GMT', 30_000],
  ['999999999', 3_600_000],
  ['0', undefined],
  ['Tue, 24 Nov 2026 07:00:00 GMT', undefined],
  ['soon', undefined],
  [null, undefined],
])('Retry-After %s means %s ms', (header, ms) => {
  expect(readRetryAfter(header, NOW)).toBe(ms)
})
