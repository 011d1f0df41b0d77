import { z } from 'zod'
import { startNode } from '../../src/start-node/start-node.ts'
import type { endOfDayExport } from './end-of-day-export.ts'

/** Start node of `end-of-day-export`: paste its direct URL into a Mambu webhook on END_OF_DAY_PROCESSING_COMPLETED. */
export default startNode<typeof endOfDayExport>('end-of-day-export', {
  title: 'End of day export',
  // Strict: where a run stands is in the data too, and no sender may say it
  input: z.strictObject({
    event: z.literal('END_OF_DAY_PROCESSING_COMPLETED').meta({ mambu: 'END_OF_DAY_PROCESSING_COMPLETED' }),
    booking_date: z
      .string()
      .regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'is no day like 2026-11-23')
      .optional(),
  }),
  refusals: ['differs', 'unreconciled', 'not_complete'],
})
