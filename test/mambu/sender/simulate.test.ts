/** The delivery of events over a clock of its own: every course of answers in no time. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAMBU_RULES } from '../../../src/mambu/sender/delivery-rules.ts'
import { type SimulationOptions, simulate } from '../../../src/mambu/sender/simulate.ts'

interface Sent {
  readonly body: string
  readonly id: string
  readonly at: number
}

const OPTIONS: SimulationOptions = {
  rules: MAMBU_RULES,
  events: 5,
  rate: 10,
  parallel: 1,
  resends: 0,
  loseAnswerEvery: 0,
}

/** A receiver that answers by this function of the try's number, and knows repeats by their id. */
async function run(
  options: Partial<SimulationOptions>,
  answer: (attempt: number) => { status: number | null; ms: number },
) {
  const sent: Sent[] = []
  let now = 0
  let ids = 0
  const report = await simulate(
    { ...OPTIONS, ...options },
    {
      body: (number) => `event ${number}`,
      drawId: () => `id-${++ids}`,
      now: () => now,
      sleep: async (ms) => {
        now += ms
      },
      send: async (body, id) => {
        sent.push({ body, id, at: now })
        const { status, ms } = answer(sent.length)
        now += ms
        return {
          status,
          ms,
          taskId: status === 200 ? `task-of-${id}` : null,
          reason: status === 200 ? null : 'no',
        }
      },
    },
  )
  return { report, sent }
}

test('a well receiver gets every event once, at its rate', async () => {
  const { report, sent } = await run({}, () => ({ status: 200, ms: 3 }))
  expect(report).toMatchObject({
    events: 5,
    delivered: 5,
    firstTry: 5,
    lost: 0,
    tries: 5,
    tasks: 5,
    doubled: 0,
  })
  expect(report.breaker.opened).toBe(0)
  expect(sent.map(({ at }) => at)).toEqual([0, 100, 200, 300, 400])
})

test('every event is delivered or lost after four tries, each with the delivery id of the first', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(200, 202, 400, 503, null), fc.constantFrom(5, 501)), {
        minLength: 1,
      }),
      fc.integer({ min: 1, max: 12 }),
      async (answers, events) => {
        const { report, sent } = await run({ events }, (attempt) => {
          const [status, ms] = answers[attempt % answers.length] as [number | null, number]
          return { status, ms }
        })
        expect(report.delivered + report.lost).toBe(events)
        expect(report.firstTry + report.retried).toBe(report.delivered)
        expect(report.tries).toBe(sent.length)
        for (const body of new Set(sent.map((one) => one.body))) {
          const tries = sent.filter((one) => one.body === body)
          expect(tries.length).toBeLessThanOrEqual(4)
          expect(new Set(tries.map(({ id }) => id)).size).toBe(1)
          tries.slice(1).forEach(({ at }, index) => {
            expect(at - (tries[index] as Sent).at).toBeGreaterThanOrEqual(30_000 * 4 ** index)
          })
        }
      },
    ),
  )
})

test('a receiver that is down too long loses what is not resent; a resend by hand has a new delivery id', async () => {
  const down = (attempt: number) => ({ status: attempt <= 20 ? 503 : 200, ms: 5 })
  expect((await run({}, down)).report).toMatchObject({
    delivered: 0,
    lost: 5,
    tries: 20,
    answers: { 503: 20 },
  })
  const { report, sent } = await run({ resends: 1 }, down)
  expect(report).toMatchObject({ delivered: 5, resent: 5, retried: 0, lost: 0, tries: 25 })
  const [first, last] = [sent.filter(({ body }) => body === 'event 1'), sent.at(-5)]
  expect(first.map(({ id }) => id)).toEqual(['id-1', 'id-1', 'id-1', 'id-1', last?.id])
  expect(last?.id).not.toBe('id-1')
})

test('slow answers open the breaker though nothing is lost', async () => {
  const { report } = await run({ events: 12, rate: 100 }, (attempt) => ({
    status: 200,
    ms: attempt <= 5 ? 600 : 2,
  }))
  expect(report).toMatchObject({
    delivered: 12,
    firstTry: 12,
    lost: 0,
    slow: 5,
    breaker: { opened: 1, trials: 1 },
  })
  expect(report.breaker.waitedMs).toBeGreaterThanOrEqual(5_000)
})

test('an answer that gets lost is sent again, and is the same task', async () => {
  const { report } = await run({ loseAnswerEvery: 2, events: 4 }, () => ({ status: 200, ms: 2 }))
  expect(report).toMatchObject({ delivered: 4, lost: 0, tasks: 4, doubled: 0 })
  expect(report.retried).toBeGreaterThan(0)
  expect(report.answers.none).toBe(report.tries - 4)
})
