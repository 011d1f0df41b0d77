import type { ZodType, z } from 'zod'
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
  const faults = result.error.issues.flatMap(readFaults)
  // There may be as many as the body has values; only those that are shown are put into words.
  const problems: Problem[] = faults.slice(0, MAX_PROBLEMS).map(({ path, issue }) => ({
    path,
    message: issue === null ? 'This key is not expected' : explainIssue(issue, readPointer(data, path)),
  }))
  const more = faults.length - problems.length
  if (more > 0) problems.push({ path: '', message: `and ${more} more problems` })
  throw new SchemaMismatchError(problems)
}

interface Fault {
  readonly path: string
  /** Null: the key is not expected. */
  readonly issue: z.core.$ZodIssue | null
}

function readFaults(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: pointerOf(issue.path), issue }]
  return issue.keys.map((key) => ({ path: pointerOf([...issue.path, key]), issue: null }))
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
