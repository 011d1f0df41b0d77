/** What a Code node gives to its activity, and what it gets back. Types only: workflows import this file. */
import type { Json, JsonObject } from '../../diagram/diagram.ts'

export interface CodeInput {
  /** JavaScript, as it stands in the export: `{{...}}` in it is not filled in. */
  readonly source: string
  /** The data of the task. */
  readonly data: JsonObject
  /** `root.*` of the task: `data.__root` in the script. */
  readonly root: Readonly<Record<string, Json>>
  /** Milliseconds the script may run; waiting for a thread does not count. Default: 5000, as on MPO. */
  readonly timeLimitMs?: number
}

/** The top-level change of `data`: what was added or has another value, and the names that are gone. */
export interface DataChange {
  readonly set: JsonObject
  readonly remove: readonly string[]
}

/** `__conveyor_code_return_type_tag__` of a Code node that failed. */
export type CodeTag = 'code_timeout' | 'code_executing_error' | 'code_return_format_error'

export interface CodeFailure {
  readonly ok: false
  /** `__conveyor_code_return_type_error__` */
  readonly type: 'hardware' | 'software'
  readonly tag: CodeTag
  /** `__conveyor_code_return_description__` */
  readonly description: string
}

export type CodeOutcome = { readonly ok: true; readonly change: DataChange } | CodeFailure

/** The activity `runDiagramCode`. */
export type RunDiagramCode = (input: CodeInput) => Promise<CodeOutcome>
