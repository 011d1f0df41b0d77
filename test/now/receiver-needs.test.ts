import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/doctor/doctor-report.ts'
import { doctorNeeds } from '../../src/now/doctor-needs.ts'
import { type ReceiverFacts, receiverNeeds } from '../../src/now/receiver-needs.ts'

const SINCE = '2026-11-30T12:00:00.000Z'
const untold = () => false
const DRAIN = { seconds: 0, unknown: null, inPerSecond: 0, outPerSecond: 0 } as const

function facts(
  more: Partial<ReceiverFacts> = {},
  inbox: Partial<ReceiverFacts['inbox']> = {},
): ReceiverFacts {
  return {
    inbox: {
      ...{ records: 0, perProcess: {}, stuck: 0, oldestReceivedAt: null, level: 'calm', drain: DRAIN },
      ...inbox,
    },
    forwarder: { state: 'forwarding', reason: null },
    paused: [],
    answers: new Map(),
    unusual: [],
    ...more,
  }
}

describe('what the receiver needs somebody for', () => {
  test('nothing, when deliveries pass through', () => {
    const passing = { records: 4_958, perProcess: { a: 4_958 }, oldestReceivedAt: SINCE }
    expect(receiverNeeds(facts({}, passing), untold)).toEqual([])
  })

  test('deliveries held, with their age and the time to drain', () => {
    const held = { records: 1_200, perProcess: { a: 1_200 }, oldestReceivedAt: SINCE, level: 'held' } as const
    const drain = { ...DRAIN, seconds: 110 }
    const [need, ...others] = receiverNeeds(facts({}, { ...held, drain }), untold)
    expect(others).toEqual([])
    expect(need).toMatchObject({ kind: 'held', count: 1_200, since: SINCE, link: '/inbox' })
    expect(need?.advice).toContain('in about 2 minutes')
    const unknown = { ...DRAIN, seconds: null, unknown: 'more comes than goes' } as const
    const [growing] = receiverNeeds(facts({}, { ...held, drain: unknown }), untold)
    expect(growing?.advice).toContain('not known: more comes than goes')
  })

  test('deliveries of a paused process are no trouble of the inbox', () => {
    const held = { records: 7, perProcess: { a: 7 }, oldestReceivedAt: SINCE, level: 'paused' } as const
    const needs = receiverNeeds(facts({ paused: ['a'] }, held), untold)
    expect(needs.map(({ kind, count }) => [kind, count])).toEqual([['paused', 7]])
  })

  test('Temporal away, a full inbox, and what Temporal refused', () => {
    const away = facts(
      { forwarder: { state: 'unreachable', reason: 'no connection' } },
      { records: 9, perProcess: { a: 9 }, oldestReceivedAt: SINCE, stuck: 2, level: 'full' },
    )
    const needs = receiverNeeds(away, untold)
    expect(needs.map(({ kind }) => kind)).toEqual(['inbox_full', 'temporal', 'stuck'])
    expect(needs[1]?.text).toContain('no connection')
  })

  test('answers near the line of Mambu, once there are enough to tell', () => {
    const slow = (p95: number, count: number) => facts({ answers: new Map([['a', { p95, count }]]) })
    expect(receiverNeeds(slow(450, 19), untold)).toEqual([])
    expect(receiverNeeds(slow(350, 100), untold)).toEqual([])
    expect(receiverNeeds(slow(450, 20), untold)).toMatchObject([{ kind: 'answer_times', process: 'a' }])
    expect(receiverNeeds(slow(350, 100), () => true)).toHaveLength(1)
  })

  test('repeats and keyless deliveries out of the ordinary, beside what is ordinary', () => {
    const one = { process: 'a', unusual: true, since: Date.parse(SINCE), share: 0.4, ordinary: 0.001 }
    const last = { count: 40, of: 100 }
    const unusual = [
      { ...one, what: 'repeats', last },
      { ...one, what: 'keyless', last },
    ] as const
    const needs = receiverNeeds(facts({ unusual }), untold)
    expect(needs).toMatchObject([
      { kind: 'repeats', count: 40, since: SINCE },
      { kind: 'keyless', count: 40 },
    ])
    expect(needs[0]?.text).toBe('40 % of the deliveries of a came again, ordinarily 0.1 %')
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
