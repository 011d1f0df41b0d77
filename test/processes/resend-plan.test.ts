/** Which failed webhooks are resent, over many runs. */
import { expect, test } from 'vitest'
import type { CommunicationMessage } from '../../activities/mambu.ts'
import {
  planResend,
  type ResendMemories,
  remember,
} from '../../workflows/resend-failed-webhooks/resend-plan.ts'

const HOUR_MS = 60 * 60 * 1000
const none = { creationDate: null, sendDate: null, destination: null }

function failed(key: string, cause: string, reason = 'INVALID_HTTP_RESPONSE'): CommunicationMessage {
  const kind = { state: 'FAILED', type: 'WEB_HOOK', event: 'LOAN_REPAYMENT', templateKey: 'repayments' }
  return { ...none, ...kind, key, failureReason: reason, failureCause: cause }
}

/** How often one message is resent in so many hourly runs, in each of which it fails with the next cause. */
function countResends(causes: readonly string[]): number {
  let memories: ResendMemories = {}
  let resends = 0
  for (const [hour, cause] of causes.entries()) {
    const message = failed('one', cause)
    const limits = { now: hour * HOUR_MS, maxResends: 3, maxMessages: 10 }
    const resent = [...planResend([message], memories, limits).byTemplate.values()].flat()
    resends += resent.length
    memories = remember(memories, [message], { resent, hopeless: [] }, hour * HOUR_MS)
  }
  return resends
}

test('what fails for the same reason is resent three times, whatever follows', () => {
  expect(countResends(Array.from({ length: 50 }, () => '403'))).toBe(3)
})

test('another reason gets its tries anew, but not for ever', () => {
  expect(countResends(['503', '503', '503', '503', '403', '403', '403', '403', '403'])).toBe(6)
  expect(countResends(Array.from({ length: 100 }, (_, run) => (run % 2 === 0 ? '503' : '403')))).toBe(12)
})

test('a message is left alone while its last resend may be under way, unless it has failed anew', () => {
  const message = failed('one', '503')
  const memories = remember({}, [message], { resent: [message], hopeless: [] }, 0)
  const limits = { now: 14 * 60 * 1000, maxResends: 3, maxMessages: 10 }
  expect(planResend([message], memories, limits).skipped).toMatchObject([{ reason: 'under_way' }])
  expect(planResend([failed('one', '502')], memories, limits).skipped).toEqual([])
  expect(planResend([message], memories, { ...limits, now: HOUR_MS }).skipped).toEqual([])
})

test('nothing is remembered of messages that are no longer failed', () => {
  const [a, b] = [failed('a', '503'), failed('b', '503')]
  const memories = remember({}, [a, b], { resent: [a, b], hopeless: [] }, 0)
  expect(Object.keys(remember(memories, [b], { resent: [], hopeless: [] }, 1))).toEqual(['b'])
})

test('what no resend can help is not resent', () => {
  const message = failed('one', '', 'BLACKLISTED_URL')
  const limits = { now: 0, maxResends: 3, maxMessages: 10 }
  expect(planResend([message], {}, limits).skipped).toMatchObject([{ reason: 'hopeless' }])
})
