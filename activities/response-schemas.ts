/** What your API calls expect as answer, by the name they give as `response`. Checked in the activity. */
import type { ZodType } from 'zod'

/** @example { score: z.object({ score: z.number().int() }) } */
export const responseSchemas: Readonly<Record<string, ZodType>> = {}
