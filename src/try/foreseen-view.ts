import { z } from 'zod'

/** One thing wrong with a body, and where. */
export const foreseenProblem = z.object({
  path: z.string(),
  message: z.string(),
  line: z.number().optional(),
  column: z.number().optional(),
})

/** What the receiver would answer to a body. */
export const foreseenView = z.object({
  accepted: z.boolean().describe('False: it would become no task'),
  status: z.number(),
  answer: z.string().describe('Body of the answer'),
  refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
  problems: z.array(foreseenProblem.extend({ offset: z.number().optional() })),
})
