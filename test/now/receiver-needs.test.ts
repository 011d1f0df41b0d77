import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/doctor/doctor-report.ts'
import { doctorNeeds } from '../../src/now/doctor-needs.ts'
import { type ReceiverFacts, receiverNeeds } from '../../src/now/receiver-needs.ts'

const NOW = Date.parse('2026-11-30T12:00:00.000Z')
const ago = (ms: number) => new Date(NOW - ms).toISOString()
const untold = () => false

function facts(
  more: Partial<ReceiverFacts> = {},
  inbox: Partial<ReceiverFacts['inbox']> = {},
): ReceiverFacts {
  return {
    inbox: { records: 0, perProcess: {}, stuck: 0, oldestReceivedAt: null, isWritable: true, ...inbox },
    forwarder: { state: 'forwarding', reason: null },
    paused: [],
    answers: new Map(),
    drainPerSecond: null,
    ...more,
  }
}

describe('what the receiver needs somebody for', () => {
  test('nothing, when deliveries pass through', () => {
    const passing = { records: 4_958, perProcess: { a: 4_958 }, oldestReceivedAt: ago(800) }
    expect(receiverNeeds(facts({}, passing), untold, NOW)).toEqual([])
  })

  test('deliveries held for half a minute, with their age and the time to drain', () => {
    const held = { records: 1_200, perProcess: { a: 1_200 }, oldestReceivedAt: ago(31_000) }
    const [need, ...others] = receiverNeeds(facts({ drainPerSecond: 10 }, held), untold, NOW)
    expect(others).toEqual([])
    expect(need).toMatchObject({ kind: 'held', count: 1_200, since: ago(31_000), link: '/inbox' })
    expect(need?.advice).toContain('in about 2 minutes')
  })

  test('what is told as held is told until it is well below the line', () => {
    const held = { records: 5, perProcess: { a: 5 }, oldestReceivedAt: ago(20_000) }
    expect(receiverNeeds(facts({}, held), untold, NOW)).toEqual([])
    expect(receiverNeeds(facts({}, held), () => true, NOW)).toHaveLength(1)
  })

  test('deliveries of a paused process are no trouble of the inbox', () => {
    const held = { records: 7, perProcess: { a: 7 }, oldestReceivedAt: ago(3_600_000) }
    const needs = receiverNeeds(facts({ paused: ['a'] }, held), untold, NOW)
    expect(needs.map(({ kind, count }) => [kind, count])).toEqual([['paused', 7]])
  })

  test('Temporal away, a full inbox, and what Temporal refused', () => {
    const away = facts(
      { forwarder: { state: 'unreachable', reason: 'no connection' } },
      { records: 9, perProcess: { a: 9 }, oldestReceivedAt: ago(1_000), stuck: 2, isWritable: false },
    )
    const needs = receiverNeeds(away, untold, NOW)
    expect(needs.map(({ kind }) => kind)).toEqual(['inbox_full', 'temporal', 'stuck'])
    expect(needs[1]?.text).toContain('no connection')
  })

  test('answers near the line of Mambu, once there are enough to tell', () => {
    const slow = (p95: number, count: number) => facts({ answers: new Map([['a', { p95, count }]]) })
    expect(receiverNeeds(slow(450, 19), untold, NOW)).toEqual([])
    expect(receiverNeeds(slow(350, 100), untold, NOW)).toEqual([])
    expect(receiverNeeds(slow(450, 20), untold, NOW)).toMatchObject([{ kind: 'answer_times', process: 'a' }])
    expect(receiverNeeds(slow(350, 100), () => true, NOW)).toHaveLength(1)
  })
})

describe('what the doctor found', () => {
  const finding = {
    area: 'process',
    subject: 'a',
    state: 'refuses',
    message: 'no variable',
    advice: null,
  } as const

  test('a process that refuses everything is urgent, and leads to it', () => {
    expect(doctorNeeds([finding], true)).toMatchObject([
      { kind: 'refuses_all', urgency: 'now', process: 'a', link: '/processes/a' },
    ])
  })

  test('that no worker polls is urgent; an absent Temporal is told once', () => {
    const none: Finding = {
      area: 'temporal',
      subject: 'task queue q',
      state: 'warning',
      message: 'No worker takes workflows: tasks start and stay where they are',
      advice: null,
    }
    const away: Finding = { ...none, subject: 'namespace n', message: 'unavailable' }
    expect(doctorNeeds([none], true)).toMatchObject([{ kind: 'workers', urgency: 'now' }])
    expect(doctorNeeds([away], false)).toEqual([])
    expect(doctorNeeds([away], true)).toMatchObject([{ kind: 'doctor', urgency: 'look' }])
  })

  test('what is well, off by choice or told by others is not told', () => {
    const fine = { ...finding, state: 'ok' } as const
    const off = { ...finding, state: 'off' } as const
    const inbox = { ...finding, area: 'inbox', subject: 'stuck', state: 'warning' } as const
    expect(doctorNeeds([fine, off, inbox], true)).toEqual([])
  })
})
