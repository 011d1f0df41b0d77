import type { ReactNode } from 'react'
import classes from './facts.module.css'
import { LongText } from './long-text.tsx'

/** Characters of a value that is cut. */
const LONG = 700

/** Names with their values. @param of value by name; null and false are left out */
export function Facts({ of: facts }: { of: Readonly<Record<string, ReactNode>> }) {
  return (
    <dl className={classes.facts}>
      {Object.entries(facts)
        .filter(([, value]) => value !== null && value !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === 'string' ? <LongFact text={value} /> : value}</dd>
          </div>
        ))}
    </dl>
  )
}

/** Texts of others stand on their own: one that runs from right to left must not turn the name before it. */
function LongFact({ text }: { text: string }) {
  return text.length > LONG ? <LongText inherit>{text}</LongText> : <bdi>{text}</bdi>
}
