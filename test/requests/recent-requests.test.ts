import { expect, test } from 'vitest'
import type { RequestRow } from '../../src/receiver/receiver-log.ts'
import { RecentRequests } from '../../src/requests/recent-requests.ts'
import { createRequestMetrics } from '../../src/requests/request-metrics.ts'

const HOUR = 3_600_000
const NOON = Date.parse('2026-11-24T12:30:00Z')

test('requests are counted by hour for a day, and what is older is gone', () => {
  const recent = new RecentRequests()
  recent.count(NOON - 25 * HOUR, true, 1)
  recent.count(NOON - 23 * HOUR, true, 1)
  recent.count(NOON - HOUR, false, 1)
  recent.count(NOON, true, 1)
  recent.count(NOON, true, 1)
  const { accepted, refused } = recent.hours(NOON)
  expect([accepted.length, accepted[0], accepted.at(-1), accepted.reduce((a, b) => a + b)]).toEqual([
    24, 1, 2, 3,
  ])
  expect([refused.at(-2), refused.reduce((a, b) => a + b)]).toEqual([1, 1])
  expect(recent.hours(NOON + 30 * HOUR).accepted).toEqual(new Array(24).fill(0))
})

test('percentiles are of the last hour and right to a tenth', () => {
  const recent = new RecentRequests()
  recent.count(NOON - 2 * HOUR, true, 60_000)
  for (let ms = 1; ms <= 1_000; ms += 1) recent.count(NOON, true, ms)
  const { p50, p95, p99, count } = recent.answerTimes(NOON)
  expect(count).toBe(1_000)
  for (const [told, right] of [
    [p50, 500],
    [p95, 950],
    [p99, 990],
  ] as const) {
    expect(told).toBeGreaterThanOrEqual(right)
    expect(told).toBeLessThanOrEqual(right * 1.1)
  }
  expect(recent.answerTimes(NOON + 2 * HOUR)).toEqual({ p50: null, p95: null, p99: null, count: 0 })
})

test('the hour is told in twelve parts of five minutes, each with percentiles of its own', () => {
  const recent = new RecentRequests()
  recent.count(NOON - 20 * 60_000, true, 600)
  recent.count(NOON, true, 3)
  recent.count(NOON, true, 3)
  const slots = recent.answerSlots(NOON + 60_000)
  expect(slots.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2])
  expect(slots.at(-1)?.from).toBe(NOON)
  expect(slots[7]?.p99).toBeGreaterThanOrEqual(600)
  expect(slots[0]).toEqual({ from: NOON - 55 * 60_000, p50: null, p95: null, p99: null, count: 0 })
})

test('a breaker that would have opened is told with its time, and the count begins anew', () => {
  const metrics = createRequestMetrics()
  const row = (status: number, durationMs: number): RequestRow => ({
    time: '2026-11-24T12:30:00.000Z',
    process: 'loan-approved',
    addressed: 'loan-approved',
    code: status < 300 ? 'accepted' : 'internal',
    status,
    reason: null,
    bytes: 2,
    durationMs,
    taskId: null,
    source: null,
  })
  for (let i = 0; i < 4; i += 1) metrics.request(row(200, 501))
  expect(metrics.breakerOf('loan-approved')).toEqual({ bad: 4, trips: 0, lastTripAt: null })
  metrics.request({ ...row(500, 1), test: true })
  expect(metrics.breakerOf('loan-approved').bad).toBe(4)
  metrics.request(row(500, 1))
  expect(metrics.breakerOf('loan-approved')).toEqual({
    bad: 0,
    trips: 1,
    lastTripAt: '2026-11-24T12:30:00.000Z',
  })
  expect(metrics.breakerOf('other')).toEqual({ bad: 0, trips: 0, lastTripAt: null })
})
