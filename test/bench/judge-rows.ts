/** Turns measurements of receivers and forwarder into rows of the table. */
import { atLeast, atMost, type BenchRow, cut, tell } from './bench-row.ts'
import type { BodyNumbers } from './measure-bodies.ts'
import type { ForwarderNumbers } from './measure-forwarder.ts'
import type { LettersMeasured } from './measure-letters.ts'
import type { Measured, ReceiverNumbers } from './measure-receivers.ts'
import { median } from './median.ts'
import type { LoadResult } from './run-load.ts'

export function judgeRows(
  receivers: ReceiverNumbers,
  forwarder: ForwarderNumbers,
  letters: LettersMeasured,
  bodies: BodyNumbers,
): BenchRow[] {
  const { http, express, stopped, open, two, working, refusals } = receivers
  const rate = (results: readonly LoadResult[]) => median(results.map(({ perSecond }) => perSecond))
  const p99 = (results: readonly LoadResult[]) => median(results.map((result) => result.p99))
  const against = (results: readonly LoadResult[], other: readonly LoadResult[], what: string) =>
    `${round(rate(results))}/s against ${round(rate(other))}/s of ${what}`
  // Of one round and its neighbours: what else the machine does then meets both sides
  const ratio = (one: readonly number[], other: readonly number[]) =>
    median(one.map((value, round) => value / (other[round] as number)))
  const rates = (results: readonly LoadResult[]) => results.map(({ perSecond }) => perSecond)
  const cpu = (results: readonly Measured[]) => results.map(({ cpuPerRequest }) => cpuPerRequest)
  const cpuAgainst = (results: readonly Measured[], other: readonly Measured[], what: string) =>
    `${median(cpu(results)).toFixed(1)} us against ${median(cpu(other)).toFixed(1)} us of ${what}`
  return [
    atMost(
      2.5,
      'CPU per accepted delivery, sealed, Temporal stopped, against a request of bare node:http',
      ratio(cpu(stopped), cpu(http)),
      cpuAgainst(stopped, http, 'node:http'),
    ),
    atMost(
      1,
      'the same against bare Express',
      ratio(cpu(stopped), cpu(express)),
      cpuAgainst(stopped, express, 'Express'),
    ),
    tell(
      'CPU per accepted delivery without encryption, against a request of bare node:http',
      ratio(cpu(open), cpu(http)),
      cpuAgainst(open, http, 'node:http'),
    ),
    tell(
      'accepted/s, sealed, Temporal stopped, against bare node:http',
      ratio(rates(stopped), rates(http)),
      against(stopped, http, 'node:http'),
    ),
    tell(
      'the same against bare Express',
      ratio(rates(stopped), rates(express)),
      `${against(stopped, express, 'Express')}; p99 ${p99(stopped)} ms against ${p99(express)} ms`,
    ),
    atLeast(
      0.8,
      'what a second core with a second process adds to accepted/s, by CPU: the load takes none of it',
      ratio(cpu(stopped), cpu(two)) * 2 - 1,
      `${median(cpu(two)).toFixed(1)} us a delivery with two processes, 50 connections each, against ${median(cpu(stopped)).toFixed(1)} us with one`,
    ),
    atLeast(
      0.7,
      'accepted/s, Temporal, worker and forwarder at work, all encrypted, against bare Express',
      ratio(rates(working), rates(express)),
      `${against(working, express, 'Express')}; completed meanwhile: ${median(receivers.completed)} tasks a round`,
    ),
    atMost(100, 'p99 of the same, in ms', p99(working), `${working.map((one) => one.p99).join(', ')} ms`),
    atLeast(
      0.95,
      'tasks started/s by the forwarder, against a loop of client.workflow.start',
      ratio(forwarder.forwarder, forwarder.loop),
      `${round(median(forwarder.forwarder))}/s against ${round(median(forwarder.loop))}/s, ${forwarder.concurrency} at once`,
    ),
    atMost(
      1.1,
      'CPU per task with letters and place-bound seals, against seals without',
      median(letters.ratios),
      `${letters.withMs.toFixed(1)} ms against ${letters.withoutMs.toFixed(1)} ms, three activities`,
    ),
    atMost(
      3,
      'CPU to judge 100,000 members or 1 MB, against JSON.parse of it; the worst shape',
      Math.max(...Object.values(bodies.ratios)),
      Object.entries(bodies.ratios)
        .map(([shape, ratio]) => `${shape} ${cut(ratio)}`)
        .join(', '),
    ),
    atMost(
      50,
      'longest block of the event loop by one such body, in ms',
      bodies.blockMs,
      'median of 15 rounds',
    ),
    tell(
      'time of a refusal: unknown process, wrong signature, switched off',
      null,
      Object.entries(refusals)
        .map(([kind, us]) => `${kind} ${round(us)} us`)
        .join(', '),
    ),
  ]
}

const round = (value: number) => Math.round(value).toLocaleString('en')
