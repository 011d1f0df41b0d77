/** What a conversion gives, and what its parts share. */

/** Something a person must look at. */
export interface ConversionNote {
  /** `finish`: the process can't do this before somebody has written it; `check`: it does it in another way than the diagram. */
  readonly kind: 'finish' | 'check'
  /** Null: of the process as a whole. */
  readonly nodeId: string | null
  readonly title: string | null
  readonly what: string
}

export interface ConversionOptions {
  /** Id of the process in code, kebab-case. */
  readonly process: string
  /** What the files import, as it stands behind `from`. */
  readonly from: { readonly engine: string; readonly nodes: string; readonly startNode: string }
  /** The process that a number, text or alias of MPO names; null: it is not known here. */
  readonly processOf: (conv: string) => string | null
  /** Ending of relative imports. Default: `ts` */
  readonly ending?: 'ts' | 'js'
}

export interface Conversion {
  readonly process: string
  /** Name of the workflow function. */
  readonly workflow: string
  /** Contents of `<process>.ts` and `<process>.start.ts`. */
  readonly code: string
  readonly start: string
  /** What must be finished, then what must be looked at, in the order of the nodes. */
  readonly notes: readonly ConversionNote[]
}

/** Columns of a line. */
export const WIDTH = 110
