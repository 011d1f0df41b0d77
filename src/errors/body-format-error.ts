import type { ErrorCode } from './error-table.ts'
import { type Problem, StartnodeError } from './startnode-error.ts'

/** What can be wrong with the format of a body. */
export type BodyFormatCode = Extract<
  ErrorCode,
  'body_empty' | 'bom_unexpected' | 'utf8_invalid' | `${'json' | 'xml' | 'nvp'}_${string}`
>

/** The body can't be read in the format of its direct URL (400); the problem says where and why. */
export class BodyFormatError extends StartnodeError {
  constructor(code: BodyFormatCode, message: string, problem: Problem) {
    super(code, message, { problems: [problem] })
  }
}
