import { Group } from '@mantine/core'
import { Link } from 'wouter'
import type { EndedCount } from '../api/views.ts'
import { endedPath, hueOf, tellEnded } from './outcome-of.ts'
import classes from './outcomes.module.css'

const number = new Intl.NumberFormat()

/**
 * How many ended how, each a link to exactly these.
 *
 * @param ended of the list: `24h` or `7d` @param most so many are shown; the page of the process has the others
 */
export function OutcomeChips({
  process,
  of,
  ended,
  most = of.length,
}: {
  process: string
  of: readonly EndedCount[]
  ended: '24h' | '7d'
  most?: number
}) {
  // One that is left over takes as much room as the word that it is
  const shown = of.length > most + 1 ? of.slice(0, most) : of
  const left = of.length - shown.length
  return (
    <Group gap={6} wrap="wrap">
      {shown.map((count) => {
        const word = tellEnded(count)
        return (
          <Link
            key={`${count.state} ${count.endedAs}`}
            href={endedPath(process, count, ended)}
            className={classes.chip}
            data-hue={hueOf(count)}
            title={`${number.format(count.tasks)} ${word}`}
          >
            <span className={classes.dot} aria-hidden />
            {number.format(count.tasks)}
            <bdi className={classes.word}>{word}</bdi>
          </Link>
        )
      })}
      {left > 0 && (
        <Link href={`/processes/${process}`} className={classes.chip}>
          {number.format(left)} more outcomes
        </Link>
      )}
    </Group>
  )
}
