import { isRecord } from './check-value.ts'

const MAX_SOURCES = 200
const MAX_PER_SECOND = 1_000_000
/** 365 days. */
const MAX_DELAY_MS = 31_536_000_000
/** Only the alphabet: the client has checked that it is an address, and a receiver refuses what it can't read. */
const SOURCE = /^[0-9a-fA-F.:]{2,45}(?:\/\d{1,3})?$/

const CHECKS: Readonly<Record<string, { fits(value: unknown): boolean; message: string }>> = {
  paused: { fits: (value) => typeof value === 'boolean', message: 'true or false' },
  perSecond: {
    fits: (value) => value === null || (typeof value === 'number' && value > 0 && value <= MAX_PER_SECOND),
    message: `above 0 and at most ${MAX_PER_SECOND}, or null`,
  },
  sources: {
    fits: (value) =>
      Array.isArray(value) &&
      value.length <= MAX_SOURCES &&
      value.every((source) => typeof source === 'string' && SOURCE.test(source)),
    message: `at most ${MAX_SOURCES} addresses or CIDR ranges`,
  },
  answerInvalid: {
    fits: (value) => value === null || value === 'error' || value === 'ok',
    message: 'error, ok or null',
  },
  answers: { fits: (value) => value === 'http' || value === 'mpo', message: 'http or mpo' },
  startDelayMs: {
    fits: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_DELAY_MS,
    message: `0 to ${MAX_DELAY_MS}`,
  },
}

/** Checks the part of an intake that a change sets. */
export function checkIntakeChange(intake: unknown): string | null {
  if (!isRecord(intake) || Object.keys(intake).length === 0) {
    return 'intake must be an object with at least one setting'
  }
  for (const [name, value] of Object.entries(intake)) {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined
    if (check === undefined) return `intake has no '${name}': is the worker older than the sender?`
    if (!check.fits(value)) return `${name} must be ${check.message}`
  }
  return null
}
