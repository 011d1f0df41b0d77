import { useRef } from 'react'

/** How fast a counter grows, per second over the last readings. @param at ms, of this reading */
export function useRate(count: number, at: number): string {
  const readings = useRef<{ count: number; at: number }[]>([])
  const kept = readings.current
  if (kept.at(-1)?.at !== at) {
    kept.push({ count, at })
    if (kept.length > 6) kept.shift()
  }
  const [first] = kept
  if (first === undefined || first.at === at) return '...'
  return Math.max(0, ((count - first.count) * 1_000) / (at - first.at)).toFixed(1)
}
