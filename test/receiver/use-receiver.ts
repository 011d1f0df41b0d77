import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type RunningTestReceiver, startTestReceiver } from './running-receiver.ts'

/** Both ways in, for `describe.each`: `(_, fastPath)`. */
export const BOTH_WAYS = [
  ['with the fast path', true],
  ['over Express alone', false],
] as const

/** A receiver for the tests of this block, which runs while they do; what came and what was switched is reset before each. */
export function useReceiver(...given: Parameters<typeof startTestReceiver>): RunningTestReceiver {
  const running = {} as RunningTestReceiver
  beforeAll(async () => {
    Object.assign(running, await startTestReceiver(...given))
  })
  afterAll(() => running.stop?.())
  beforeEach(() => {
    running.deliveries.length = 0
    running.rows.length = 0
    Object.assign(running.state, { settings: true, refusing: null, ready: true })
  })
  return running
}
