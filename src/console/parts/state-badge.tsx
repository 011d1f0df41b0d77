import classes from './state-badge.module.css'
import type { Tone } from './tone.ts'

export type { Tone }

/** A state as a word with a dot: the colour never tells anything alone. */
export function StateBadge({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      <span className={classes.dot} aria-hidden />
      {children}
    </span>
  )
}
