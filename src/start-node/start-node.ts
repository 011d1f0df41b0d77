/**
 * The contract of a process as code declares it. Read at the edge only: never in the workflow sandbox, which must
 * stay free of libraries. What an operator switches (URL, auth) lives in the settings and wins.
 */

import type { ZodType } from 'zod'
import type { Diagram } from '../diagram/diagram.ts'
import { StartnodeError } from '../errors/startnode-error.ts'
import { isFieldName, MAX_FIELDS } from '../process/attributes/field-attribute.ts'
import { isProcessId, workflowTypeOf } from '../process/ids/process-id.ts'
import { processNameProblem } from '../process/ids/process-name.ts'
import type { Task } from '../process/task.ts'

/** A process workflow: one task in, a result out. */
export type ProcessWorkflow = (task: never) => Promise<unknown>

/** The data a process workflow takes. */
export type DataOf<W extends ProcessWorkflow> = W extends (task: Task<infer Data>) => Promise<unknown>
  ? Data
  : never

/** Where a value stands in a delivery: a JSON Pointer into the body (RFC 6901) or a request header. */
export type Source = { readonly pointer: string } | { readonly header: string }

export interface StartNodeOptions<Data> {
  /** Shown in the Web UI, the console and the CLI. */
  readonly title: string
  /** Checked at the edge against the body; the body itself goes on unchanged, so no transforms. */
  readonly input: ZodType<unknown, Data>
  /** Which deliveries are the same one. Default: the usual idempotency headers (`DELIVERY_KEY_HEADERS`). */
  readonly deliveryKey?: Source
  /**
   * What another body under a delivery key (and ref) that came before is. Default: `compare`, a repeat has the same
   * bytes, and another body is kept in quarantine (`delivery_key_reused`). `repeat`: it is a repeat all the same and
   * dropped, for senders whose retries differ, in a time stamp for example.
   */
  readonly sameKey?: 'compare' | 'repeat'
  /**
   * MPO's business reference; unique among open tasks. Default: none. With `conceal` an HMAC of it stands in workflow
   * id and search attribute, which Temporal never encrypts; the process itself still gets the ref.
   */
  readonly ref?: Source & { readonly conceal?: boolean }
  /** What becomes of a delivery whose ref an open task has. Default: `quarantine`. */
  readonly refInUse?: 'quarantine' | 'signal'
  /** Body size limit in bytes. Default: that of the receiver (1 MiB). */
  readonly maxBodyBytes?: number
  /** `reply`: the caller waits for what the process replies (node `reply`). Default: `accept`, answered at once. */
  readonly respond?: 'accept' | 'reply'
  /** Answer to a body that can't become a task, kept in quarantine either way; `ok`: 200. Default: `error`. */
  readonly answerInvalid?: 'error' | 'ok'
  /**
   * Fields of the body by which its tasks are found in lists: a name, and a JSON Pointer, five at most. Each is kept as
   * `name=value` in the search attribute `MpoFields`, which Temporal keeps readable; where `ref` has `conceal`, as an HMAC. A
   * value that is missing, or over 255 bytes with its name, is left out. Default: none.
   */
  readonly find?: Readonly<Record<string, string>>
  /**
   * MPO's id of the process that this one takes the place of: diagrams that name it (`conv_id`, Copy, Call, `{{conv[..]}}`)
   * reach this one. Default: none.
   */
  readonly replaces?: number
}

/** A declared Start node: its options with defaults, its process id and workflow type. */
export interface StartNode {
  readonly process: string
  readonly workflowType: string
  readonly title: string
  readonly input: ZodType
  readonly deliveryKey: Source | null
  readonly sameKey: 'compare' | 'repeat'
  readonly ref: Source | null
  /** An HMAC of the ref stands for it where Temporal keeps things readable. */
  readonly conceal: boolean
  readonly refInUse: 'quarantine' | 'signal'
  readonly maxBodyBytes: number | null
  readonly respond: 'accept' | 'reply'
  readonly answerInvalid: 'error' | 'ok'
  /** JSON Pointers of the fields by which tasks are found, by their names. */
  readonly find: Readonly<Record<string, string>>
  /** MPO's id, of the diagram itself or of what a process in code replaces; null: none. */
  readonly replaces: string | null
  /** Of an imported process, which has no workflow by its name; null: it is written in code. */
  readonly diagram: Diagram | null
}

/**
 * Declares the Start node of a process; the default export of `workflows/<process>.start.ts`.
 *
 * The type argument ties the input schema to the workflow: a schema that gives other data than the workflow takes
 * does not compile.
 *
 * @param process the process id: the kebab-case file name
 * @throws StartnodeError `start_node_invalid` when the id is not kebab-case or a name of the engine's or of JavaScript, a pointer is not a JSON Pointer, or `find` has too many fields or one with such a name
 * @example
 * ```ts
 * export default startNode<typeof loanApproved>('loan-approved', {
 *   title: 'Loan approved',
 *   input: z.object({ cbs_account_id: z.string() }),
 *   ref: { pointer: '/cbs_account_id' },
 * })
 * ```
 */
export function startNode<W extends ProcessWorkflow>(
  process: string,
  options: StartNodeOptions<DataOf<W>>,
): StartNode {
  if (!isProcessId(process)) {
    throw new StartnodeError(
      'start_node_invalid',
      `'${process}' is not a process id: use kebab-case, at most 64 characters`,
    )
  }
  const taken = processNameProblem(process)
  if (taken !== null)
    throw new StartnodeError('start_node_invalid', `No process can be called '${process}': ${taken}`)
  for (const source of [options.deliveryKey, options.ref]) {
    if (source && 'pointer' in source && source.pointer !== '' && !source.pointer.startsWith('/')) {
      throw new StartnodeError(
        'start_node_invalid',
        `${process}: '${source.pointer}' is not a JSON Pointer: it must begin with '/'`,
      )
    }
  }
  checkFind(process, options.find ?? {})
  return {
    process,
    workflowType: workflowTypeOf(process),
    title: options.title,
    input: options.input,
    deliveryKey: options.deliveryKey ?? null,
    sameKey: options.sameKey ?? 'compare',
    ref: options.ref ?? null,
    conceal: options.ref?.conceal ?? false,
    refInUse: options.refInUse ?? 'quarantine',
    maxBodyBytes: options.maxBodyBytes ?? null,
    respond: options.respond ?? 'accept',
    answerInvalid: options.answerInvalid ?? 'error',
    find: options.find ?? {},
    replaces: options.replaces === undefined ? null : String(options.replaces),
    diagram: null,
  }
}

function checkFind(process: string, find: Readonly<Record<string, string>>): void {
  const fields = Object.entries(find)
  const refuse = (what: string) => new StartnodeError('start_node_invalid', `${process}: ${what}`)
  if (fields.length > MAX_FIELDS)
    throw refuse(`'find' has ${fields.length} fields, and at most ${MAX_FIELDS} can be looked for`)
  for (const [name, pointer] of fields) {
    if (!isFieldName(name))
      throw refuse(
        `'${name}' is no name of a field: a letter, then letters, digits and underscores, 32 at most`,
      )
    if (!pointer.startsWith('/')) throw refuse(`'${pointer}' is not a JSON Pointer: it must begin with '/'`)
  }
}
