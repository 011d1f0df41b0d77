import { StartnodeError } from '../../errors/startnode-error.ts'
import { parseDuration } from './parse-duration.ts'

/**
 * An ISO time from what people type: a duration from now, or a time.
 * @throws StartnodeError `usage` when it is neither
 * @example parseUntil('90d') // '2027-02-22T09:00:00.000Z'
 */
export function parseUntil(text: string, now = Date.now()): string {
  if (/^\d+[smhd]$/.test(text)) return new Date(now + parseDuration(text)).toISOString()
  const time = Date.parse(text)
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time)) return new Date(time).toISOString()
  throw new StartnodeError('usage', `'${text}' is no time: write 7d, or 2027-01-31T00:00:00Z`)
}
