/** What a process answers to the caller that waits for it. */
export interface Reply {
  /** HTTP status: 2xx, 4xx or 5xx, and one that has a body. */
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** Name of the Update by which a receiver awaits the reply of a task; its argument is the task id. */
export const REPLY_UPDATE = 'reply'

/** Longer replies are refused: an answer is not a place for files. Characters. */
export const MAX_REPLY_LENGTH = 65_536

/** The result of a task that replied carries its reply, so that a repeat is answered when the task is long over. */
export interface Replied {
  readonly replied: Reply & {
    /** A ref may have had later tasks: each answers for itself only. */
    readonly taskId: string
  }
}

const CONTENT_TYPE = /^[\w!#$&^.+-]{1,64}\/[\w!#$&^.+-]{1,64}(?:; ?charset=utf-8)?$/i

/** Says what is wrong with a reply, or null. */
export function checkReply({ status, contentType, body }: Reply): string | null {
  if (!Number.isInteger(status) || !/^[245]\d\d$/.test(String(status)) || status === 204 || status === 205) {
    return 'its status is none of 2xx, 4xx or 5xx with a body'
  }
  if (!CONTENT_TYPE.test(contentType)) return 'its content type is not one of UTF-8 text'
  if (body.length > MAX_REPLY_LENGTH) return `its body is longer than ${MAX_REPLY_LENGTH} characters`
  return null
}

/** The reply of a task that a result carries; null when it carries none of that task. */
export function readReply(result: unknown, taskId: string): Reply | null {
  const replied = isObject(result) ? result.replied : null
  return isObject(replied) && replied.taskId === taskId ? parseReply(replied) : null
}

/** A reply that was written down; null when it is none. */
export function parseReply(value: unknown): Reply | null {
  if (!isObject(value)) return null
  const { status, contentType, body } = value
  if (typeof status !== 'number' || typeof contentType !== 'string' || typeof body !== 'string') return null
  const reply = { status, contentType, body }
  return checkReply(reply) === null ? reply : null
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Type of the failure by which a task says to those who wait that it failed before it had a reply. */
export const TASK_FAILED = 'TaskFailed'
/** The same of a task that goes on as a new run, or is another task than asked for. */
export const NO_REPLY = 'NoReply'
