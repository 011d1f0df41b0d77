/** The rules of Mambu's delivery, held for every course of events. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Breaker,
  beginTry,
  CLOSED_BREAKER,
  endTry,
  waitOfBreaker,
} from '../../../src/mambu/sender/breaker.ts'
import { MAMBU_RULES, paceRules, retryDelayMs } from '../../../src/mambu/sender/delivery-rules.ts'

const { window, badToOpen, openMs } = MAMBU_RULES

/** Sends one after another, each as soon as the breaker lets it. */
function play(tries: readonly { bad: boolean; gap: number }[]) {
  let breaker: Breaker = CLOSED_BREAKER
  let now = 0
  return tries.map(({ bad, gap }) => {
    const before = breaker
    now += gap
    now += waitOfBreaker(before, now) ?? 0
    breaker = endTry(beginTry(before), { bad, wasTrial: before.state === 'open', now }, MAMBU_RULES)
    return { before, after: breaker, bad, now }
  })
}

const tries = fc.array(fc.record({ bad: fc.boolean(), gap: fc.integer({ min: 0, max: 9_000 }) }), {
  maxLength: 60,
})

test('it opens with the fifth bad try of the last ten since it closed, and not before', () => {
  fc.assert(
    fc.property(tries, (course) => {
      let sinceClosed: boolean[] = []
      for (const { before, after, bad } of play(course)) {
        if (before.state !== 'closed') sinceClosed = []
        else {
          sinceClosed.push(bad)
          const shouldOpen = sinceClosed.slice(-window).filter(Boolean).length >= badToOpen
          expect(after.state).toBe(shouldOpen ? 'open' : 'closed')
        }
      }
    }),
  )
})

test('while it is open nothing is sent, then one trial: a good one closes it, a bad one opens it again', () => {
  fc.assert(
    fc.property(tries, (course) => {
      for (const { before, after, bad, now } of play(course)) {
        if (before.state !== 'open') continue
        expect(now).toBeGreaterThanOrEqual(before.openUntil)
        expect(after).toMatchObject(
          bad ? { state: 'open', openUntil: now + openMs } : { state: 'closed', recent: [] },
        )
        expect(after.trials).toBe(before.trials + 1)
      }
    }),
  )
})

test('while a trial is under way nobody else may send, and what was sent before it changes nothing', () => {
  const open: Breaker = { ...CLOSED_BREAKER, state: 'open', openUntil: 100 }
  expect(waitOfBreaker(open, 40)).toBe(60)
  expect(endTry(open, { bad: false, wasTrial: false, now: 50 }, MAMBU_RULES)).toBe(open)
  const trial = beginTry(open)
  expect(waitOfBreaker(trial, 10_000)).toBeNull()
  expect(endTry(trial, { bad: true, wasTrial: false, now: 150 }, MAMBU_RULES)).toBe(trial)
})

test('there are four tries, each delay longer than the one before, and pace shortens waiting only', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), (pace) => {
      const rules = paceRules(MAMBU_RULES, pace)
      const delays = [1, 2, 3].map((tried) => retryDelayMs(tried, rules) as number)
      expect(delays).toEqual([...delays].sort((a, b) => a - b))
      expect(new Set(delays).size).toBe(3)
      expect(retryDelayMs(4, rules)).toBeNull()
      expect(rules.slowMs).toBe(MAMBU_RULES.slowMs)
      expect(rules.openMs * pace).toBeCloseTo(openMs)
    }),
  )
})
