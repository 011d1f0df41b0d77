import type { ReactNode } from 'react'
import classes from './facts.module.css'

/** Names with their values. @param of value by name; null and false are left out */
export function Facts({ of: facts }: { of: Readonly<Record<string, ReactNode>> }) {
  return (
    <dl className={classes.facts}>
      {Object.entries(facts)
        .filter(([, value]) => value !== null && value !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
