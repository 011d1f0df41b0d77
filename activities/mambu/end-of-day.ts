import { z } from 'zod'
import type { Expected, MambuCalls, MambuWrite } from '../../src/mambu/client/mambu-calls.ts'

export type BackgroundState =
  | 'QUEUED'
  | 'IN_PROGRESS'
  | 'COMPLETE'
  | 'NOT_FOUND'
  | 'CANCEL'
  | 'TO_BE_CANCELED'
  | 'TIMED_OUT'
  | 'ERROR'
  | 'TRANSIENT_ERROR'
  | 'OVERRIDDEN'
  | 'RECOVERABLE_ERROR'

/** A run of the end-of-day jobs. */
export interface BackgroundProcess {
  readonly key: string | null
  /** As `BackgroundState`; Mambu may add some. */
  readonly state: BackgroundState | (string & {})
  readonly type: string | null
  /** ISO 8601. */
  readonly startDate: string | null
  readonly endDate: string | null
}

const text = z.string().nullish()
const run: Expected<BackgroundProcess> = {
  what: 'background process',
  schema: z
    .looseObject({ encodedKey: text, state: z.string(), type: text, startDate: text, endDate: text })
    .transform((raw) => ({
      key: raw.encodedKey ?? null,
      state: raw.state,
      type: raw.type ?? null,
      startDate: raw.startDate ?? null,
      endDate: raw.endDate ?? null,
    })),
}

export function endOfDayActivities(calls: MambuCalls) {
  return {
    /** The latest run; null: there was none. @param type default `CRON_JOBS` */
    getLatestEndOfDay: (type = 'CRON_JOBS'): Promise<BackgroundProcess | null> =>
      calls.find(`/backgroundprocess/latest?type=${encodeURIComponent(type)}`, run),

    /** Starts the end-of-day jobs of the day before, where the tenant runs them by hand. Gives their state. */
    async runEndOfDay(write: MambuWrite): Promise<BackgroundState | (string & {})> {
      const expected = { schema: z.looseObject({ state: z.string() }), what: 'end of day' }
      return (await calls.post(write, '/crons/eod:run', undefined, expected)).state
    },
  }
}
