/** Numbers over time as bars on top of each other or as lines, at the size of its place; the same as a table below. */
import { Group, Text } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { DataTable } from '../parts/data-table.tsx'
import { makeScale, type Scale } from './make-scale.ts'
import classes from './time-chart.module.css'

export type SeriesTone = 'indigo' | 'red' | 'teal' | 'orange' | 'gray'

export interface Series<Point> {
  readonly title: string
  readonly tone: SeriesTone
  /** Null: nothing to draw there. */
  readonly value: (point: Point) => number | null
}

export interface TimeChartProps<Point> {
  /** What it shows, for those who do not see it, and as the name of its table. */
  readonly label: string
  readonly points: readonly Point[]
  readonly series: readonly Series<Point>[]
  readonly as: 'bars' | 'lines'
  readonly scale?: Scale
  /** ISO 8601. */
  readonly timeOf: (point: Point) => string
  /** How a time is told: an hour, or a day. */
  readonly tellTime: (iso: string) => string
  readonly tell?: (value: number) => string
  /** A line that must not be reached. */
  readonly limit?: { readonly at: number; readonly title: string }
}

const HEIGHT = 150
const LEFT = 56
const RIGHT = 8
const TOP = 8
const BOTTOM = 20
/** Between two words at the bottom. */
const LABEL_PX = 74

export function TimeChart<Point>(props: TimeChartProps<Point>) {
  const { label, points, series, tell = (value) => String(value), timeOf, tellTime, limit } = props
  const { ref, width } = useElementSize()
  return (
    <div ref={ref}>
      <Group gap="md" mb={4}>
        {series.map(({ title, tone }) => (
          <Text key={title} size="xs" component="span" className={classes.legend}>
            <span className={classes.swatch} data-tone={tone} aria-hidden />
            {title}
          </Text>
        ))}
        {limit !== undefined && (
          <Text size="xs" component="span" className={classes.limitLegend}>
            {limit.title}
          </Text>
        )}
      </Group>
      {width > 0 && <Drawn {...props} width={width} />}
      <details className={classes.numbers}>
        <summary>{`${label}: as a table`}</summary>
        <DataTable
          label={label}
          columns={[
            { title: 'From', isName: true, cell: (point) => tellTime(timeOf(point)) },
            ...series.map(({ title, value }) => ({
              title,
              align: 'right' as const,
              cell: (point: Point) => {
                const number = value(point)
                return number === null ? '-' : tell(number)
              },
            })),
          ]}
          rows={[...points].reverse()}
          keyOf={timeOf}
        />
      </details>
    </div>
  )
}

function Drawn<Point>({
  label,
  points,
  series,
  as,
  scale = 'linear',
  timeOf,
  tellTime,
  tell = (value) => String(value),
  limit,
  width,
}: TimeChartProps<Point> & { width: number }) {
  const sums = points.map((point) => series.reduce((all, { value }) => all + (value(point) ?? 0), 0))
  const each = points.flatMap((point) => series.flatMap(({ value }) => value(point) ?? []))
  const { ticks, partOf } = makeScale(scale, Math.max(0, limit?.at ?? 0, ...(as === 'bars' ? sums : each)))
  const yOf = (value: number) => HEIGHT - BOTTOM - partOf(value) * (HEIGHT - BOTTOM - TOP)
  const step = (width - LEFT - RIGHT) / Math.max(1, points.length)
  const xOf = (at: number) => LEFT + step * at
  const told = (point: Point) =>
    `${tellTime(timeOf(point))}: ${series
      .map(({ title, value }) => {
        const number = value(point)
        return `${title} ${number === null ? '-' : tell(number)}`
      })
      .join(', ')}`
  const every = Math.max(1, Math.ceil(points.length / Math.max(1, Math.floor((width - LEFT) / LABEL_PX))))
  return (
    <svg width={width} height={HEIGHT} className={classes.chart} role="img" aria-label={label}>
      {ticks.map((value) => (
        <g key={value}>
          <line x1={LEFT} x2={width - RIGHT} y1={yOf(value)} y2={yOf(value)} className={classes.grid} />
          <text x={LEFT - 6} y={yOf(value) + 4} className={classes.label} textAnchor="end">
            {tell(value)}
          </text>
        </g>
      ))}
      {limit !== undefined && (
        <line x1={LEFT} x2={width - RIGHT} y1={yOf(limit.at)} y2={yOf(limit.at)} className={classes.limit} />
      )}
      {as === 'bars'
        ? points.map((point, at) => (
            <Bar
              key={timeOf(point)}
              of={series.map(({ tone, value }) => ({ tone, value: value(point) ?? 0 }))}
              x={xOf(at) + step * 0.12}
              width={Math.max(1, step * 0.76)}
              yOf={yOf}
            />
          ))
        : series.map(({ title, tone, value }) => (
            <g key={title} data-tone={tone} className={classes.line}>
              <path d={pathOf(points.map(value), (at) => xOf(at) + step / 2, yOf)} />
              {points.map((point, at) => {
                const number = value(point)
                return number === null || points.length > 60 ? null : (
                  <circle key={timeOf(point)} cx={xOf(at) + step / 2} cy={yOf(number)} r={2.2} />
                )
              })}
            </g>
          ))}
      {points.map((point, at) => (
        <rect
          key={timeOf(point)}
          x={xOf(at)}
          y={TOP}
          width={step}
          height={HEIGHT - BOTTOM - TOP}
          className={classes.over}
        >
          <title>{told(point)}</title>
        </rect>
      ))}
      {points.map((point, at) =>
        (points.length - 1 - at) % every !== 0 || xOf(at) + step / 2 < LEFT + LABEL_PX / 2 - 24 ? null : (
          <text
            key={timeOf(point)}
            x={Math.min(xOf(at) + step / 2, width - RIGHT - 18)}
            y={HEIGHT - 5}
            className={classes.label}
            textAnchor="middle"
          >
            {tellTime(timeOf(point))}
          </text>
        ),
      )}
    </svg>
  )
}

function Bar({
  of,
  x,
  width,
  yOf,
}: {
  of: readonly { readonly tone: SeriesTone; readonly value: number }[]
  x: number
  width: number
  yOf: (value: number) => number
}) {
  let below = 0
  return of.map(({ tone, value }) => {
    const [from, to] = [below, below + value]
    below = to
    if (value === 0) return null
    // What is there is seen, however much more there is of the rest.
    const height = Math.max(1.5, yOf(from) - yOf(to))
    return (
      <rect
        key={tone}
        x={x}
        y={yOf(from) - height}
        width={width}
        height={height}
        data-tone={tone}
        className={classes.bar}
      />
    )
  })
}

/** A line that ends where there is nothing, and begins again behind it. */
function pathOf(
  values: readonly (number | null)[],
  xOf: (at: number) => number,
  yOf: (value: number) => number,
): string {
  return values
    .map((value, at) => {
      if (value === null) return ''
      const isFirst = at === 0 || values[at - 1] === null
      return `${isFirst ? 'M' : 'L'}${xOf(at).toFixed(1)} ${yOf(value).toFixed(1)}`
    })
    .join('')
}
