import { randomUUID } from 'node:crypto'

const PREFIX = 'startnode-test-'

/** Delivery key of a test that an operator sends: it marks the task for good, wherever its argument is read. */
export function drawTestKey(): string {
  return PREFIX + randomUUID()
}

/** True for the key of such a test. */
export function isTestKey(key: string | null | undefined): boolean {
  return key?.startsWith(PREFIX) ?? false
}
