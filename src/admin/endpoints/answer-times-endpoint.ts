/** How fast webhooks are answered, against the threshold that Mambu published in 2021, and what such a breaker would have done. */
import { z } from 'zod'
import { BREAKER } from '../../requests/request-metrics.ts'
import { currentSettings } from '../../settings/settings-access.ts'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'

const percentile = z.number().nullable().describe('Milliseconds, right to 10 %; null: no request')
const times = z.object({ p50: percentile, p95: percentile, p99: percentile, count: z.number() })

export const answerTimesRow = z.object({
  process: z.string(),
  hour: times,
  slots: z
    .array(times.extend({ from: z.string() }))
    .describe('The hour in parts of five minutes, the oldest first; the last one runs'),
  breaker: z.object({
    bad: z
      .number()
      .describe('Bad ones among the last `window` requests, counted anew after it would have opened'),
    trips: z.number().describe('How often it would have opened since this receiver started'),
    lastTripAt: z.string().nullable(),
  }),
})

export const answerTimesView = z.object({
  slowMs: z.number().describe('A webhook answered later counts as failed'),
  window: z.number().describe('How many of the last requests the breaker looks at'),
  opensAt: z.number().describe('At how many bad ones among them it opens'),
  processes: z
    .array(answerTimesRow)
    .describe('Those that had a request in the last hour, or the one asked for'),
})

export function answerTimesEndpoint(parts: AdminParts): Endpoint {
  const { metrics, startNodes } = parts
  return defineEndpoint({
    method: 'get',
    path: '/answer-times',
    role: 'viewer',
    tag: 'Requests',
    summary: 'How fast webhooks were answered in the last hour',
    description:
      "Authentic requests at this receiver, without tests. The breaker is a model of Mambu's as published in 2021: it opens when 5 of the last 10 were slower than 500 ms or not 2xx. Today Mambu sets the thresholds per tenant.",
    query: z.strictObject({ process: z.string().max(64).optional() }),
    answer: answerTimesView,
    run({ query: { process: wanted } }) {
      const known = new Set([...startNodes.keys(), ...Object.keys(currentSettings(parts).startNodes)])
      const processes = [...known]
        .filter((process) => wanted === undefined || process === wanted)
        .sort()
        .map((process) => ({
          process,
          hour: metrics.recentOf(process).answerMs,
          slots: metrics
            .answerSlotsOf(process)
            .map(({ from, ...slot }) => ({ from: new Date(from).toISOString(), ...slot })),
          breaker: metrics.breakerOf(process),
        }))
        .filter(({ hour, breaker }) => wanted !== undefined || hour.count > 0 || breaker.trips > 0)
      return { slowMs: BREAKER.slowMs, window: BREAKER.window, opensAt: BREAKER.bad, processes }
    },
  })
}
