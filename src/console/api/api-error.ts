/** What the admin API answered instead of what was asked for. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** HTTP status; 0: no answer came. */
  readonly status: number
  readonly code: string
  readonly problems: readonly Problem[]
  /** Seconds, of 429 and 503. */
  readonly retryAfter: number | null

  constructor(options: {
    status: number
    code: string
    message: string
    problems?: readonly Problem[]
    retryAfter?: number | null
  }) {
    super(options.message)
    this.status = options.status
    this.code = options.code
    this.problems = options.problems ?? []
    this.retryAfter = options.retryAfter ?? null
  }
}

export interface Problem {
  readonly path: string
  readonly message: string
}
