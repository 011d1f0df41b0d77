/** What can be wrong with one delivery, where the error carries data or is caught by its class. */
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

/** The body is good JSON but does not fit the input of the process (422); every problem with its JSON Pointer. */
export class SchemaMismatchError extends StartnodeError {
  constructor(problems: readonly Problem[]) {
    super('schema_mismatch', undefined, { problems })
  }
}

/** The task a caller waits for failed before it had a reply (500). */
export class TaskFailedError extends StartnodeError {
  constructor(cause?: unknown) {
    super('task_failed', undefined, { cause })
  }
}

/** Another body came before under the delivery key of this one, which is in quarantine now (422). */
export class DeliveryKeyReusedError extends StartnodeError {
  /** Of its entry. */
  readonly entryId: string

  constructor(entryId: string) {
    super('delivery_key_reused')
    this.entryId = entryId
  }
}

export class QuarantineUnknownError extends StartnodeError {
  constructor(process: string, taskId: string) {
    super('quarantine_unknown', `${process} has no delivery ${taskId} in quarantine`)
  }
}
