import { z } from 'zod'
import { isStartnodeError } from '../errors/startnode-error.ts'
import { parseStrictJson } from '../formats/json/parse-strict-json.ts'

/** What a variable is given: raw text, or JSON whose members can be referred to. */
export const variableInput = z
  .strictObject({
    type: z.enum(['raw', 'json']).default('raw'),
    secret: z.boolean().default(false),
    value: z.string().min(1).max(65_536),
  })
  .superRefine(({ type, value }, context) => {
    const message = type === 'raw' ? null : findProblem(value)
    if (message !== null) context.addIssue({ code: 'custom', path: ['value'], message })
  })

/** Never quotes the value: it may be a secret. */
const PROBLEMS: Readonly<Record<string, string>> = {
  json_number_precision:
    'has a number that would be rounded, so that another value would be compared and sent: write it as a string',
  json_duplicate_key: 'has a key twice in one object',
}

/** By the rules of a body: what is put in is what was written. */
function findProblem(text: string): string | null {
  try {
    JSON.parse(text)
    // Any JSON does, and the strict reader wants an object.
    parseStrictJson(Buffer.from(`{"value":${text}}`))
    return null
  } catch (error) {
    return (isStartnodeError(error) ? PROBLEMS[error.code] : undefined) ?? 'is not valid JSON'
  }
}
