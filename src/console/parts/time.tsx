import { useEffect, useState } from 'react'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const short = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})

/** A time in the viewer's zone; the exact one in UTC on hover. @param at ISO 8601; null: never */
export function Time({
  at,
  never = 'never',
  full = false,
}: {
  at: string | null
  never?: string
  full?: boolean
}) {
  const now = useNow()
  if (at === null) return <span>{never}</span>
  const date = new Date(at)
  // Some times come with the data of others
  if (Number.isNaN(date.getTime())) return <span>{at}</span>
  return (
    <time dateTime={at} title={`${date.toISOString().replace('T', ' ').replace('Z', ' UTC')}`}>
      {full ? exact.format(date) : tell(date, now)}
    </time>
  )
}

function tell(date: Date, now: number): string {
  const past = now - date.getTime()
  if (past < -MINUTE || past > DAY) return short.format(date)
  if (past < 5_000) return 'just now'
  if (past < MINUTE) return `${Math.floor(past / 1_000)} s ago`
  return past < HOUR ? `${Math.floor(past / MINUTE)} min ago` : `${Math.floor(past / HOUR)} h ago`
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
