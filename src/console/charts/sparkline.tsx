import { VisuallyHidden } from '@mantine/core'
import classes from './sparkline.module.css'

const BAR = 4
const GAP = 1
const HEIGHT = 26

/** Requests by hour as bars, the oldest first; what was refused stands on top. @param accepted @param refused counts of equal length */
export function Sparkline({
  accepted,
  refused,
}: {
  accepted: readonly number[]
  refused: readonly number[]
}) {
  const totals = accepted.map((count, hour) => count + (refused[hour] ?? 0))
  const most = Math.max(1, ...totals)
  const scale = (count: number) => (count === 0 ? 0 : Math.max(1.5, (count / most) * HEIGHT))
  const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0)
  const told = `Last 24 hours: ${sum(accepted)} accepted, ${sum(refused)} refused`
  return (
    <span title={told}>
      <VisuallyHidden>{told}</VisuallyHidden>
      <svg
        width={accepted.length * (BAR + GAP)}
        height={HEIGHT + 1}
        aria-hidden="true"
        focusable="false"
        className={classes.chart}
      >
        <line x1="0" x2="100%" y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} className={classes.base} />
        {accepted.map((count, hour) => {
          const x = hour * (BAR + GAP)
          const good = scale(count)
          const bad = scale(refused[hour] ?? 0)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its place
            <g key={hour}>
              <rect x={x} y={HEIGHT - good} width={BAR} height={good} className={classes.accepted} />
              <rect
                x={x}
                y={Math.max(0, HEIGHT - good - bad)}
                width={BAR}
                height={bad}
                className={classes.refused}
              />
            </g>
          )
        })}
      </svg>
    </span>
  )
}
