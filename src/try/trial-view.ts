import { z } from 'zod'

/** What came of a body that an operator sent to a process. */
export const trialView = z.object({
  status: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  ms: z.number(),
  taskId: z.string().nullable(),
  entryId: z.string().nullable().describe('Its entry in quarantine; null: it is not there'),
  curl: z.string(),
})
