import type { AnswerTimesRow } from '../api/views.ts'
import classes from './answer-chart.module.css'
import { MAMBU_MS } from './mambu.ts'

const WIDTH = 360
const HEIGHT = 132
const LEFT = 50
const RIGHT = 6
const TOP = 8
const BOTTOM = 18
/** ms: answers take one, Mambu waits for 500, so the scale is that of their powers. */
const LOWEST = 1
const HIGHEST = 5_000
const LINES = [1, 10, 100]
const KINDS = ['p50', 'p95', 'p99'] as const
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

const yOf = (ms: number) => {
  const part = Math.log(Math.min(Math.max(ms, LOWEST), HIGHEST) / LOWEST) / Math.log(HIGHEST / LOWEST)
  return HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP)
}

/** Answer times of the last hour in parts of five minutes, against the line from which Mambu counts them as failed. */
export function AnswerChart({ of: slots }: { of: AnswerTimesRow['slots'] }) {
  const step = (WIDTH - LEFT - RIGHT) / slots.length
  const xOf = (index: number) => LEFT + step * (index + 0.5)
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className={classes.chart}
      role="img"
      aria-label={`Answer times of the last hour, Mambu's line at ${MAMBU_MS} ms`}
    >
      {LINES.map((ms) => (
        <g key={ms}>
          <line x1={LEFT} x2={WIDTH - RIGHT} y1={yOf(ms)} y2={yOf(ms)} className={classes.grid} />
          <text x={LEFT - 6} y={yOf(ms) + 3} className={classes.label} textAnchor="end">
            {`${ms} ms`}
          </text>
        </g>
      ))}
      <line x1={LEFT} x2={WIDTH - RIGHT} y1={yOf(MAMBU_MS)} y2={yOf(MAMBU_MS)} className={classes.limit} />
      <text x={LEFT - 6} y={yOf(MAMBU_MS) + 3} className={classes.limitLabel} textAnchor="end">
        {`${MAMBU_MS} ms`}
      </text>
      {KINDS.map((kind) => (
        <g key={kind} data-kind={kind} className={classes.series}>
          <path
            d={slots
              .map((slot, index) => ({ ms: slot[kind], index }))
              .filter((point): point is { ms: number; index: number } => point.ms !== null)
              .map(({ ms, index }, at) => `${at === 0 ? 'M' : 'L'}${xOf(index)} ${yOf(ms)}`)
              .join('')}
          />
          {slots.map((slot, index) => {
            const ms = slot[kind]
            return ms === null ? null : (
              <circle key={slot.from} cx={xOf(index)} cy={yOf(ms)} r={2.6}>
                <title>{`${clock.format(new Date(slot.from))}: ${kind} ${ms} ms of ${slot.count}`}</title>
              </circle>
            )
          })}
        </g>
      ))}
      {[0, Math.floor(slots.length / 2), slots.length - 1].map((index) => (
        <text key={index} x={xOf(index)} y={HEIGHT - 4} className={classes.label} textAnchor="middle">
          {clock.format(new Date(slots[index]?.from ?? 0))}
        </text>
      ))}
    </svg>
  )
}
