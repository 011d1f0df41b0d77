import { ERRORS, type ErrorCode } from './error-table.ts'

/** Marks our errors across package copies (server and plugin may each have one), where instanceof fails. */
const MARK = Symbol.for('startnode.error')

/** One thing wrong in an input: where (JSON Pointer, or line and column), and what. */
export interface Problem {
  /** JSON Pointer into the body; '' is the whole body. */
  readonly path: string
  readonly message: string
  readonly line?: number
  readonly column?: number
}

/**
 * Base of every error Startnode throws on purpose. `code` is stable and documented in docs/errors.md; status, text
 * and doc anchor come from the one table.
 */
export class StartnodeError extends Error {
  readonly code: ErrorCode
  readonly problems: readonly Problem[]
  /** Seconds for a Retry-After header, when trying again later can help. */
  readonly retryAfter: number | undefined

  constructor(
    code: ErrorCode,
    message?: string,
    more: { cause?: unknown; problems?: readonly Problem[]; retryAfter?: number } = {},
  ) {
    super(message ?? ERRORS[code].text, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = new.target.name
    this.code = code
    this.problems = more.problems ?? []
    this.retryAfter = more.retryAfter ?? ERRORS[code].retryAfter
    Object.defineProperty(this, MARK, { value: true })
  }

  /** HTTP status of the answer this error becomes. */
  get status(): number {
    return ERRORS[this.code].status
  }

  /** Anchor of its section in docs/errors.md. */
  get doc(): string {
    return `docs/errors.md#${this.code}`
  }
}

/** True for our errors, whichever copy of the package threw them. */
export function isStartnodeError(error: unknown): error is StartnodeError {
  return typeof error === 'object' && error !== null && MARK in error
}
