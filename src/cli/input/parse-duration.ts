import { StartnodeError } from '../../errors/startnode-error.ts'

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * Milliseconds of a duration as people type it.
 * @throws StartnodeError `usage` when it is none
 * @example parseDuration('24h') // 86400000
 */
export function parseDuration(text: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text)
  if (!match) throw new StartnodeError('usage', `'${text}' is not a duration: write 90s, 30m, 24h or 7d`)
  return Number(match[1]) * (UNITS[match[2] as string] as number)
}
