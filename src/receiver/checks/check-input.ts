import type { ZodType } from 'zod'
import { SchemaMismatchError } from '../../errors/delivery-errors.ts'
import type { Problem } from '../../errors/startnode-error.ts'
import { pointerOf, readPointer } from '../../process/json-pointer.ts'
import { explainIssue } from './explain-issue.ts'

/** Problems listed in one answer; the last one says how many more there are. */
const MAX_PROBLEMS = 200

/**
 * Checks data against the input schema of a process. The data itself goes on unchanged, whatever the schema makes
 * of it.
 *
 * @throws SchemaMismatchError with every problem and its JSON Pointer
 */
export function checkInput(input: ZodType, data: unknown): void {
  const result = judge(input, data)
  if (result.success) return
  const problems: Problem[] = []
  for (const issue of result.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        problems.push({ path: pointerOf([...issue.path, key]), message: 'This key is not expected' })
      }
    } else {
      const path = pointerOf(issue.path)
      problems.push({ path, message: explainIssue(issue, readPointer(data, path)) })
    }
  }
  const more = problems.length - MAX_PROBLEMS
  if (more > 0) problems.splice(MAX_PROBLEMS, more, { path: '', message: `and ${more} more problems` })
  throw new SchemaMismatchError(problems)
}

/** A schema that throws is a fault of the process, and no reason to lose a delivery: it is kept, and mended code takes it. */
function judge(input: ZodType, data: unknown): ReturnType<ZodType['safeParse']> {
  try {
    return input.safeParse(data)
  } catch (error) {
    const message = `The input schema of the process failed: ${(error as Error).message}`
    throw new SchemaMismatchError([{ path: '', message }])
  }
}
