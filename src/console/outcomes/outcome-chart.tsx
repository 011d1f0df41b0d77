import { Link } from 'wouter'
import type { Outcomes } from '../api/views.ts'
import { endedPath, hueOf, tellEnded } from './outcome-of.ts'
import classes from './outcomes.module.css'

const HEIGHT = 110
const dayOf = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' })
const number = new Intl.NumberFormat()

/** Tasks by the day they ended on and by how, as bars; each part of a bar leads to its tasks. */
export function OutcomeChart({ process, days }: { process: string; days: Outcomes['days'] }) {
  const totals = days.map(({ ended }) => (ended ?? []).reduce((sum, { tasks }) => sum + tasks, 0))
  const most = Math.max(1, ...totals)
  return (
    <ol className={classes.days} aria-label="Tasks by the day they ended on (UTC)">
      {days.map(({ day, ended }, at) => {
        const name = dayOf.format(new Date(`${day}T00:00:00Z`))
        return (
          <li key={day} className={classes.day} title={ended === null ? `${name}: not counted` : undefined}>
            <div className={classes.stack}>
              {(ended ?? []).map((count) => {
                const told = `${name}: ${number.format(count.tasks)} ${tellEnded(count)}`
                return (
                  <Link
                    key={`${count.state} ${count.endedAs}`}
                    href={endedPath(process, count, day)}
                    className={classes.bar}
                    data-hue={hueOf(count)}
                    style={{ height: (count.tasks / most) * HEIGHT }}
                    title={told}
                    aria-label={told}
                  />
                )
              })}
            </div>
            <div className={classes.label}>
              {ended === null ? '?' : (days.length - 1 - at) % 3 === 0 ? name : ' '}
            </div>
          </li>
        )
      })}
    </ol>
  )
}
