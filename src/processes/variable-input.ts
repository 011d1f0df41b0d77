import { z } from 'zod'

/** What a variable is given: raw text, or JSON whose members can be referred to. */
export const variableInput = z
  .strictObject({
    type: z.enum(['raw', 'json']).default('raw'),
    secret: z.boolean().default(false),
    value: z.string().min(1).max(65_536),
  })
  .refine(({ type, value }) => type === 'raw' || isJson(value), {
    path: ['value'],
    message: 'is not valid JSON',
  })

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
