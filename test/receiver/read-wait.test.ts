/** How long a caller waits: RFC 7240 and the Start node. */
import { expect, test } from 'vitest'
import { DEFAULT_WAIT_MS, MAX_WAIT_MS, readWait } from '../../src/receiver/checks/read-wait.ts'

const accept = { respond: 'accept' } as const
const reply = { respond: 'reply' } as const

test.each([
  [undefined, accept, 0],
  [undefined, reply, DEFAULT_WAIT_MS],
  ['wait=5', accept, 5_000],
  ['Wait=5', accept, 5_000],
  ['wait="5"', accept, 5_000],
  ['wait = 5 ; x=y', accept, 5_000],
  ['return=minimal, wait=5', accept, 5_000],
  ['wait=5, wait=9', accept, 5_000],
  ['wait=3600', accept, MAX_WAIT_MS],
  ['wait=99999999999999999999', reply, DEFAULT_WAIT_MS],
  ['wait=0', reply, 0],
  ['wait=-1', accept, 0],
  ['wait=abc', reply, DEFAULT_WAIT_MS],
  ['wait', accept, 0],
  ['respond-async', reply, 0],
  ['respond-async, wait=3', reply, 3_000],
  ['handling=lenient', reply, DEFAULT_WAIT_MS],
  ['', reply, DEFAULT_WAIT_MS],
] as const)('Prefer: %s at %j waits %i ms', (prefer, startNode, expected) => {
  expect(readWait(prefer === undefined ? {} : { prefer }, startNode)).toBe(expected)
})
