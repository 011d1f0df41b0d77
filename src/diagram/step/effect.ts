/** What a step asks others to do, and what may come of it. */

import type { ApiCallLogic, Cast, Json, JsonObject } from '../diagram.ts'
import type { Part } from '../language/index.ts'

/** Unix ms from when on the task goes to the node `to`, whatever it waits for; null: it waits as long as that takes. */
export interface Guard {
  readonly at: number
  readonly to: string
}

/** A process as a node names it, filled in. */
export interface NamedProcess {
  readonly conv: string
  readonly project: string | null
  readonly stage: string | null
}

/** A value that is known, or one with variables in it, which only the call itself may open. */
export type FieldValue = { readonly value: Json } | { readonly parts: readonly Part[]; readonly cast: Cast }

export interface ApiEffect {
  readonly kind: 'api'
  readonly url: readonly Part[]
  readonly method: ApiCallLogic['method']
  readonly format: '' | 'raw' | 'corezoid'
  readonly contentType: string
  /** Keys are paths, such as `client.name`; where the fields have no structure (a query, a form), names. */
  readonly fields: readonly (readonly [string, FieldValue])[]
  readonly rawBody: readonly Part[]
  readonly headers: readonly (readonly [string, readonly Part[]])[]
  readonly maxThreads: number
  readonly sendSystem: boolean
  readonly debugInfo: boolean
  readonly rfc: boolean
  readonly certificate: readonly Part[]
  readonly signingSecret: readonly Part[]
  readonly guard: Guard | null
}

export type Effect =
  | ApiEffect
  /** Nothing but time, or nothing at all, moves the task on. */
  | { readonly kind: 'stand'; readonly guard: Guard | null }
  /** A modification moves it on. */
  | {
      readonly kind: 'callback'
      readonly idPath: string
      readonly sync: boolean
      readonly guard: Guard | null
    }
  | { readonly kind: 'code'; readonly source: string; readonly root: Readonly<Record<string, Json>> }
  | {
      readonly kind: 'call'
      readonly target: NamedProcess
      readonly data: JsonObject
      readonly guard: Guard | null
    }
  | {
      readonly kind: 'reply'
      readonly data: JsonObject
      /** Null: no exception is thrown. */
      readonly exception: string | null
    }
  | {
      readonly kind: 'copy'
      readonly target: NamedProcess
      /** `''`: none. */
      readonly ref: string
      readonly data: JsonObject
    }
  | {
      readonly kind: 'modify'
      readonly target: NamedProcess
      readonly ref: string
      readonly data: JsonObject
      readonly sync: boolean
    }
  /** The task stands in the queue of its node until it is taken; `data` goes to who takes it. */
  | { readonly kind: 'queue'; readonly data: JsonObject; readonly guard: Guard | null }
  | { readonly kind: 'take'; readonly target: NamedProcess; readonly node: string; readonly newest: boolean }
  | {
      readonly kind: 'sum'
      readonly sums: readonly { readonly id: string; readonly amount: string }[]
    }

/** How a logic fails, as MPO tells it to the node behind its error exit. */
export interface LogicFailure {
  readonly type: 'hardware' | 'software'
  readonly tag: string
  readonly description: string
  /** Of an API Call that was answered. */
  readonly httpCode?: number
  /** What comes over the data beside it, such as the fields of a thrown reply. */
  readonly data?: JsonObject
}

/** The answer to an API Call, read by its content type. */
export interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON, the object of XML or a form, a text; null when empty. */
  readonly body: Json
  /** The body is an image, in base64. */
  readonly isImage?: boolean
  /** With `debug_info`. */
  readonly debug?: JsonObject
}

/** What came of an effect. */
export type Outcome =
  /** The guard fired first. */
  | { readonly kind: 'late'; readonly to: string }
  | { readonly kind: 'failed'; readonly failure: LogicFailure }
  /** Of a reply, a copy, a modification, a sum, a queue that was taken from. */
  | { readonly kind: 'done' }
  /** Of `callback`: what is laid over the data, and of `call`: the reply. */
  | { readonly kind: 'came'; readonly data: JsonObject }
  | { readonly kind: 'answered'; readonly answer: ApiAnswer }
  | { readonly kind: 'changed'; readonly set: JsonObject; readonly remove: readonly string[] }
  | { readonly kind: 'taken'; readonly taskId: string; readonly data: JsonObject }

/** One step. */
export type Move =
  | { readonly kind: 'needs'; readonly reads: readonly import('../language/index.ts').Read[] }
  | { readonly kind: 'go'; readonly place: import('./place.ts').Place; readonly entered: boolean }
  | { readonly kind: 'effect'; readonly effect: Effect }
  | { readonly kind: 'ended' }
  /** A logic failed and has no error exit. */
  | { readonly kind: 'failed'; readonly failure: LogicFailure; readonly data: JsonObject }
