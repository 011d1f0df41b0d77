/**
 * The one canonical form of a process exported from MPO: what `read/` makes of every shape of export, what `check/` judges and
 * `step/` runs. Plain JSON, since it is spliced as text behind the workflow bundle. It must never hold a credential.
 */

export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/** What a text becomes once it is filled in (facts: `extra_type`, `data_type`, `res_data_type`, `response_type`, `cast`). */
export type Cast = 'string' | 'number' | 'boolean' | 'array' | 'object'

/** One `extra`, `data`, `res_data` or `response` entry. The key may itself hold `{{...}}` or a path. */
export interface Field {
  readonly key: string
  readonly value: string
  readonly cast: Cast
}

export type Operator = 'eq' | 'not_eq' | 'more' | 'less' | 'more_or_eq' | 'less_or_eq' | 'regexp'

export interface Condition {
  /** A bare name (a path), or a text with `{{...}}`. */
  readonly param: string
  readonly operator: Operator
  /** May hold `{{...}}`. */
  readonly value: string
  readonly cast: Cast
}

/** Which process a node names: a number, text, `@alias`, `{{p}}` or `@{{p}}`, each part as text, filled in when it is used. */
export interface Target {
  readonly conv: string
  readonly project: string | null
  readonly stage: string | null
}

/** Where a failed logic leads; null: the task ends as failed in its node. */
export interface Fallible {
  readonly onError: string | null
}

export interface ApiCallLogic extends Fallible {
  readonly kind: 'api'
  readonly url: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS'
  /** `''`: `fields` are the query or the body by `contentType`; `raw`: `rawBody`; `corezoid`: POST with `request_proc` and `ops` in the answer. */
  readonly format: '' | 'raw' | 'corezoid'
  readonly contentType: string
  readonly fields: readonly Field[]
  readonly rawBody: string
  /** In the order of the export; a header with an empty value is not sent. */
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly maxThreads: number
  readonly sendSystem: boolean
  readonly debugInfo: boolean
  readonly rfc: boolean
  /** `cert_pem` and `api_secret_outer`: a text with references only, `''`: none. */
  readonly certificate: string
  readonly signingSecret: string
  /** null: the answer's keys are spread over the data. */
  readonly response: readonly Field[] | null
}

export type Logic =
  | { readonly kind: 'go'; readonly to: string }
  | { readonly kind: 'if'; readonly to: string; readonly conditions: readonly Condition[] }
  | ({ readonly kind: 'set'; readonly fields: readonly Field[] } & Fallible)
  | ({ readonly kind: 'code'; readonly language: 'js' | 'erl'; readonly source: string } & Fallible)
  | ApiCallLogic
  | ({
      readonly kind: 'call'
      readonly target: Target
      /** `group: "all"`: the whole data, `fields` over it. */
      readonly all: boolean
      readonly fields: readonly Field[]
    } & Fallible)
  | ({
      readonly kind: 'reply'
      /** Mode `keys`: names whose values go as they are; null: `fields`. */
      readonly names: readonly string[] | null
      readonly fields: readonly Field[]
      readonly throws: boolean
      readonly reason: string
    } & Fallible)
  | ({
      readonly kind: 'copy'
      readonly mode: 'create' | 'modify'
      readonly target: Target
      readonly ref: string
      readonly all: boolean
      /** Of `modify`: waits whether the task took it. */
      readonly sync: boolean
      readonly fields: readonly Field[]
    } & Fallible)
  | ({ readonly kind: 'callback'; readonly idPath: string; readonly sync: boolean } & Fallible)
  | ({ readonly kind: 'queue'; readonly fields: readonly Field[] } & Fallible)
  | ({
      readonly kind: 'take'
      readonly target: Target
      readonly node: string
      readonly newest: boolean
    } & Fallible)
  | ({
      readonly kind: 'sum'
      readonly sums: readonly { readonly id: string; readonly name: string; readonly value: string }[]
    } & Fallible)
  /** db_call, git_call, api_form, api_sender and what nobody knows: fails, typed, through `onError`. */
  | ({ readonly kind: 'unsupported'; readonly type: string } & Fallible)

export type Semaphor =
  | {
      readonly kind: 'time'
      /** A whole number of seconds as text, or a text with `{{...}}` or `$.`: an absolute Unix time, s. */
      readonly value: string
      readonly dimension: string
      readonly to: string
    }
  | { readonly kind: 'count'; readonly value: number; readonly to: string }

export interface DiagramNode {
  readonly id: string
  /** obj_type 1, 2, 3, 4; else `normal`. */
  readonly kind: 'start' | 'end' | 'escalation' | 'stub' | 'normal'
  readonly title: string
  readonly description: string
  readonly x: number
  readonly y: number
  readonly icon: string
  /** End nodes: the data stays to be seen after the end. */
  readonly savesTask: boolean
  readonly logics: readonly Logic[]
  readonly semaphors: readonly Semaphor[]
  /** obj_type 4: the branches that answer in the place of what the node calls; [] elsewhere. */
  readonly stub: readonly (readonly Logic[])[]
}

export interface Param {
  /** May be a dotted path. */
  readonly name: string
  readonly type: Cast
  readonly description: string
  readonly required: boolean
  readonly input: boolean
  readonly output: boolean
  readonly autoClear: boolean
  /** `''`: none. Searched in texts, not anchored. */
  readonly regex: string
  readonly regexText: string
}

export interface Diagram {
  /** MPO's obj_id as text; null: the export has none. */
  readonly mpoId: string | null
  readonly title: string
  readonly description: string
  /** A state diagram (`conv_type: "state"`). */
  readonly isState: boolean
  /** Status was `active` (or the `actived` of 2016). */
  readonly active: boolean
  readonly masksRef: boolean
  readonly params: readonly Param[]
  readonly nodes: readonly DiagramNode[]
  /** Id of the Start node. */
  readonly start: string
}
