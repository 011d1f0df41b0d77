/** The activities of diagrams, as the workflow that runs them sees them. */

import type { Json, JsonObject } from '../../diagram/diagram.ts'
import type { Given, Read } from '../../diagram/language/index.ts'
import type { ApiAnswer, ApiEffect, LogicFailure, NamedProcess } from '../../diagram/step/effect.ts'
import type { NodeLook, WatchedNode } from '../../process/diagram/count-guard.ts'

/** The reads of one node, asked for together. */
export interface ReadQuestion {
  readonly process: string
  /** The task that asks, for callback URLs. */
  readonly taskId: string
  readonly reads: readonly Read[]
}

export interface DiagramCall {
  /** Id of the node: the limit of calls at once is its own. */
  readonly node: string
  readonly taskId: string
  readonly effect: Omit<ApiEffect, 'guard'>
  /** `sys` of the call, where it is sent. */
  readonly system: Readonly<Record<string, Json>>
}

export type DiagramAnswer = { readonly answer: ApiAnswer } | { readonly failure: LogicFailure }

export interface TargetQuestion {
  readonly target: NamedProcess
  /** The data a new task would begin with, to be checked; left out where none begins. */
  readonly data?: JsonObject
}

/** A process that a node names. */
export interface FoundProcess {
  readonly process: string
  /** `code`: it answers a call by its result. */
  readonly kind: 'diagram' | 'code'
  /** Current version of a diagram; null for code. */
  readonly version: string | null
}

export type TargetAnswer = { readonly found: FoundProcess } | { readonly failure: LogicFailure }

export interface ModifyQuestion {
  readonly process: string
  readonly ref: string
  readonly data: JsonObject
  /** The same in every retry. */
  readonly key: string
}

export interface DiagramActivities {
  /** In the order of the reads. */
  readonly readForDiagram: (question: ReadQuestion) => Promise<readonly Given[]>
  readonly callForDiagram: (call: DiagramCall) => Promise<DiagramAnswer>
  readonly findTarget: (question: TargetQuestion) => Promise<TargetAnswer>
  /** A sync modification. Null: the task took it. */
  readonly modifyNow: (question: ModifyQuestion) => Promise<LogicFailure | null>
  /** The version that a task of the process begins with now. */
  readonly currentVersion: (process: string) => Promise<string>
  /** Has the tasks of a node counted; nothing where its process, as this worker has it, has no count guard there. */
  readonly watchNode: (watched: WatchedNode) => Promise<void>
  /** Null: the process has no count guard there. */
  readonly lookAtNode: (watched: WatchedNode) => Promise<NodeLook | null>
}
