/** Mambu as `loan-approved` uses it. Every call can be repeated: reads by nature, writes by their Idempotency-Key. */

import { cancellationSignal } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { z } from 'zod'
import { idempotencyKeyOf } from '../src/mambu/idempotency-key.ts'
import { createMambuClient, type MambuOptions } from '../src/mambu/mambu-client.ts'

const DAY_MS = 24 * 60 * 60 * 1000

export interface MambuActivityOptions extends MambuOptions {
  /**
   * Milliseconds an approver has. Default 3 days. It travels with the answer of `getLoan`, so that a change holds for
   * later tasks and never for one that already waits.
   */
  readonly approvalTimeoutMs?: number
}

/** A user of Mambu. */
export interface MambuUser {
  readonly key: string
  /** Null when Mambu does not know the user any more. */
  readonly username: string | null
}

export interface Loan {
  readonly id: string
  readonly key: string
  /** Mambu's `accountState`, e.g. `APPROVED`. */
  readonly state: string
  readonly amount: number
  /** ISO 4217; null where Mambu gives none. */
  readonly currency: string | null
  /** Mambu's `assignedUserKey`: the user in charge of the loan, who asked for the disbursement. */
  readonly requester: MambuUser | null
}

export interface LoanAnswer {
  /** Null: Mambu has no such loan. */
  readonly loan: Loan | null
  readonly approvalTimeoutMs: number
}

export interface Disbursement {
  readonly taskId: string
  readonly loanId: string
  readonly amount: number
}

export interface UserTask {
  readonly taskId: string
  readonly title: string
  readonly description: string
  /** `YYYY-MM-DD`; from the workflow, so that a retry after midnight sends the same body. */
  readonly dueDate: string
  readonly assignedUserKey: string
  readonly loanKey: string
}

const loanSchema = z.object({
  id: z.string(),
  encodedKey: z.string(),
  accountState: z.string(),
  loanAmount: z.number(),
  currency: z.object({ code: z.string() }).nullish(),
  assignedUserKey: z.string().nullish(),
})
const userSchema = z.object({ username: z.string() })
const createdSchema = z.object({ encodedKey: z.string() })

function read<T>(schema: z.ZodType<T>, answer: unknown, what: string): T {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ')
  throw ApplicationFailure.nonRetryable(
    `Mambu's ${what} is not as expected: see ${where}`,
    'MambuAnswerInvalid',
  )
}

/** Null for what Mambu does not have; any other failure goes on. */
async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call
  } catch (error) {
    const status = error instanceof ApplicationFailure && (error.details?.[0] as { status?: number })?.status
    if (status === 404) return null
    throw error
  }
}

/**
 * The activities of `loan-approved`.
 *
 * @throws ApplicationFailure from each of them, as `CallMambu` says
 * @example
 * ```ts
 * const activities = createMambuActivities({ baseUrl: 'https://TENANT.mambu.com/api', apiKey })
 * ```
 */
export function createMambuActivities(options: MambuActivityOptions) {
  const callMambu = createMambuClient(options)
  const get = (path: string) => callMambu({ method: 'GET', path, signal: cancellationSignal() })
  const post = (path: string, body: unknown, idempotencyKey: string) =>
    callMambu({ method: 'POST', path, body, idempotencyKey, signal: cancellationSignal() })

  async function getUser(key: string): Promise<MambuUser> {
    const answer = await orNull(get(`/users/${encodeURIComponent(key)}`))
    return { key, username: answer === null ? null : read(userSchema, answer, 'user').username }
  }

  return {
    /** Reads a loan and who is in charge of it. */
    async getLoan(loanId: string): Promise<LoanAnswer> {
      const answer = await orNull(get(`/loans/${encodeURIComponent(loanId)}?detailsLevel=FULL`))
      const approvalTimeoutMs = options.approvalTimeoutMs ?? 3 * DAY_MS
      if (answer === null) return { loan: null, approvalTimeoutMs }
      const { id, encodedKey, accountState, loanAmount, currency, assignedUserKey } = read(
        loanSchema,
        answer,
        'loan',
      )
      return {
        loan: {
          id,
          key: encodedKey,
          state: accountState,
          amount: loanAmount,
          currency: currency?.code ?? null,
          requester: assignedUserKey ? await getUser(assignedUserKey) : null,
        },
        approvalTimeoutMs,
      }
    },

    /** Disburses a loan once, however often it is retried. Gives the key of the transaction. */
    async disburseLoan({ taskId, loanId, amount }: Disbursement): Promise<string> {
      const answer = await post(
        `/loans/${encodeURIComponent(loanId)}/disbursement-transactions`,
        { amount, externalId: taskId, notes: `Startnode task ${taskId}` },
        idempotencyKeyOf(taskId, 'Disburse'),
      )
      return read(createdSchema, answer, 'transaction').encodedKey
    },

    /** Opens a task for a user in Mambu, once. Gives its key. */
    async createUserTask({ taskId, loanKey, ...task }: UserTask): Promise<string> {
      const answer = await post(
        '/tasks',
        { ...task, taskLinkType: 'LOAN_ACCOUNT', taskLinkKey: loanKey },
        idempotencyKeyOf(taskId, 'Notify'),
      )
      return read(createdSchema, answer, 'task').encodedKey
    },
  }
}

export type MambuActivities = ReturnType<typeof createMambuActivities>
