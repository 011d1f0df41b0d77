/**
 * What can be wrong with an export, each kind under a stable code: `error` stops an import, `warning` does not.
 * docs/mpo-migration.md lists them all; a test holds both together.
 */
export const PROBLEMS = {
  // The files
  encoding_invalid: 'error',
  json_invalid: 'error',
  key_doubled: 'error',
  not_an_export: 'error',
  object_unknown: 'warning',
  process_doubled: 'error',
  process_id_missing: 'warning',
  // The nodes
  nodes_missing: 'error',
  node_invalid: 'error',
  start_missing: 'error',
  start_doubled: 'error',
  node_id_missing: 'error',
  node_id_doubled: 'error',
  node_id_odd: 'warning',
  target_missing: 'error',
  no_way_out: 'error',
  orphaned: 'warning',
  two_actions: 'warning',
  go_and_timer: 'warning',
  // What they do
  logic_invalid: 'error',
  method_unknown: 'error',
  operator_unknown: 'error',
  type_unknown: 'error',
  timer_invalid: 'error',
  regex_unsupported: 'error',
  language_unsupported: 'warning',
  node_unsupported: 'warning',
  error_way_missing: 'warning',
  error_way_needed: 'error',
  types_differ: 'warning',
  value_literal: 'warning',
  braces_open: 'warning',
  function_odd: 'warning',
  param_invalid: 'warning',
  // What they refer to
  process_absent: 'warning',
  alias_absent: 'warning',
  alias_doubled: 'error',
  alias_invalid: 'warning',
  variable_doubled: 'error',
  variable_name_odd: 'warning',
  secret_outside_api_call: 'error',
  // What must not stay in the file
  credential_in_options: 'warning',
  credential_in_certificate: 'warning',
  credential_in_header: 'warning',
  credential_in_url: 'warning',
  credential_in_body: 'warning',
  credential_in_code: 'warning',
} as const satisfies Record<string, 'error' | 'warning'>

export type ProblemCode = keyof typeof PROBLEMS

/** One thing that is wrong: where, what, and what to do. Never holds the value of a credential. */
export interface DiagramProblem {
  readonly code: ProblemCode
  readonly severity: 'error' | 'warning'
  /** The file as it was given; of a ZIP or folder, the path in it. */
  readonly file: string
  /** MPO's id of the process; null: it has none, or the problem is not about one. */
  readonly mpoId: string | null
  /** Title of the process; null: the problem is not about one. */
  readonly process: string | null
  readonly nodeId: string | null
  /** `''`: the node has none. */
  readonly nodeTitle: string | null
  /** JSON Pointer into the process, or into the file where it is about none. */
  readonly path: string
  /** Line of the file; null: not known. */
  readonly line: number | null
  readonly text: string
}
