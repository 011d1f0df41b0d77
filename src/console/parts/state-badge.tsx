import classes from './state-badge.module.css'

export type Tone = 'good' | 'off' | 'warning' | 'bad' | 'busy'

/** A state as a word with a dot: the colour never tells anything alone. */
export function StateBadge({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      <span className={classes.dot} aria-hidden />
      {children}
    </span>
  )
}
