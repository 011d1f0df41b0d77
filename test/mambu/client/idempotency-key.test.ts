import { expect, test } from 'vitest'
import { idempotencyKeyOf } from '../../../src/mambu/client/idempotency-key.ts'

test('a node of a task has one key for ever', () => {
  // Written down: a key that changes with a deployment would let a retry post twice.
  expect(idempotencyKeyOf('5e1f00000000000000000001', 'Disburse')).toBe(
    'dfdcc94b-0e39-5f3a-a9ef-3bcb50aaf2a5',
  )
})

test('another task or node has another key, always a UUID of version 5', () => {
  const keys = ['a', 'b'].flatMap((task) =>
    ['Disburse', 'Notify'].map((node) => idempotencyKeyOf(task, node)),
  )
  expect(new Set(keys).size).toBe(4)
  for (const key of keys)
    expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
