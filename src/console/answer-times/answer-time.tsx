import { StateBadge } from '../parts/state-badge.tsx'
import { MAMBU_MS } from './mambu.ts'

/** A time until the answer, and by its colour how far it is from Mambu's line. @param ms null: there was no request */
export function AnswerTime({ ms }: { ms: number | null }) {
  if (ms === null) return <StateBadge tone="off">-</StateBadge>
  const tone = ms < MAMBU_MS / 2 ? 'good' : ms < MAMBU_MS ? 'warning' : 'bad'
  return <StateBadge tone={tone}>{`${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`}</StateBadge>
}
