/** One line of the table: what was reached, and whether that is enough. */
export interface BenchRow {
  readonly name: string
  /** A ratio; where the name says so, milliseconds or seconds. Null: for information only. */
  readonly ratio: number | null
  /** E.g. `>= 0.4`; null: for information only. */
  readonly reach: string | null
  readonly ok: boolean
  readonly detail: string
}

export function atLeast(reach: number, name: string, ratio: number, detail: string): BenchRow {
  return { name, ratio: cut(ratio), reach: `>= ${reach}`, ok: ratio >= reach, detail }
}

export function atMost(reach: number, name: string, ratio: number, detail: string): BenchRow {
  return { name, ratio: cut(ratio), reach: `<= ${reach}`, ok: ratio <= reach, detail }
}

/** For information: nothing is wanted of it. */
export function tell(name: string, ratio: number | null, detail: string): BenchRow {
  return { name, ratio: ratio === null ? null : cut(ratio), reach: null, ok: true, detail }
}

export const cut = (value: number) => Number(value.toFixed(3))
