import type { z } from 'zod'
import { describeIssue } from '../../errors/describe-issue.ts'
import { isLocalisedNumber } from '../../process/localised-number.ts'

/**
 * Says what is wrong with a value in words of somebody who typed a payload: zod's own words, but where it can be told that
 * a placeholder had no value, or that a number came as people write it or in quotes.
 *
 * @param value what stands there
 */
export function explainIssue(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return describeIssue({ ...issue, path: [] }, value)
  if (value === '' && (issue.code === 'too_small' || issue.code === 'invalid_type')) {
    return `${issue.message} (it is empty: a placeholder without a value gives an empty text)`
  }
  const wantsNumber = issue.code === 'invalid_type' && issue.expected === 'number'
  if (!wantsNumber || typeof value !== 'string') return issue.message
  if (isLocalisedNumber(value))
    return `${issue.message} ('${value}' looks like a localised number: send 1234.56)`
  return /^-?\d+(?:\.\d+)?$/.test(value) ? `${issue.message} (the number stands in quotes)` : issue.message
}
