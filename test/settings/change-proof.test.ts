import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { EnableUrl, ProvedText } from '../../src/settings/change.ts'
import { signChange, verifyChange } from '../../src/settings/change-proof.ts'

const key = randomBytes(32)
const change: EnableUrl = { op: 'enableUrl', on: 'p', generation: 'a'.repeat(32) }
const text: ProvedText = { settingsId: 's', baseRevision: 7, change, actor: 'cli:alice' }

test('a proof holds for its own text only, with any key of the list', () => {
  const hmac = signChange(key, text)
  expect(hmac).toMatch(/^[0-9a-f]{64}$/)
  expect(verifyChange([randomBytes(32), key], text, hmac)).toBe(true)
  expect(verifyChange([randomBytes(32)], text, hmac)).toBe(false)
  expect(verifyChange([], text, hmac)).toBe(false)
  const others: ProvedText[] = [
    { ...text, settingsId: 't' },
    { ...text, baseRevision: 8 },
    { ...text, actor: 'cli:bob' },
    { ...text, change: { ...change, on: 'q' } },
    { ...text, change: { op: 'disableUrl', on: 'p' } },
  ]
  for (const other of others) expect(verifyChange([key], other, hmac)).toBe(false)
})

test('the order of the keys of a change does not matter, as JSON may reorder them', () => {
  const reordered = {
    ...text,
    change: { generation: 'a'.repeat(32), on: 'p', op: 'enableUrl' as const },
  }
  expect(verifyChange([key], reordered, signChange(key, text))).toBe(true)
})

test.each(['', 'x', '0'.repeat(63), 'Z'.repeat(64), '0'.repeat(65)])('%j is no proof', (hmac) => {
  expect(verifyChange([key], text, hmac)).toBe(false)
})
