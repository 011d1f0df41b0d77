/** Mambu's client directed query over entities in memory: all conditions must hold. */

interface Criterion {
  readonly field?: unknown
  readonly operator?: unknown
  readonly value?: unknown
  readonly secondValue?: unknown
  readonly values?: unknown
}

type Row = Readonly<Record<string, unknown>>

/** @returns the matching rows in the order asked for, or the name of what can't be understood */
export function search<T extends Row>(
  rows: readonly T[],
  criteria: unknown,
  sorting?: unknown,
): { readonly rows: T[] } | { readonly fault: string } {
  if (!Array.isArray(criteria)) return { fault: 'filterCriteria' }
  const unknown = (criteria as Criterion[]).find(({ operator }) => !isKnown(operator))
  if (unknown) return { fault: `operator ${String(unknown.operator)}` }
  const found = rows.filter((row) => (criteria as Criterion[]).every((criterion) => holds(row, criterion)))
  const { field, order } = (sorting ?? {}) as { field?: unknown; order?: unknown }
  if (typeof field !== 'string') return { rows: found }
  const sign = order === 'DESC' ? -1 : 1
  return {
    rows: found
      .map((row, index) => ({ row, index }))
      .sort((a, b) => sign * compare(read(a.row, field), read(b.row, field)) || a.index - b.index)
      .map(({ row }) => row),
  }
}

type Test = (value: unknown, criterion: Criterion) => boolean

const same = (a: unknown, b: unknown) => String(a ?? '').toLowerCase() === String(b ?? '').toLowerCase()
const OPERATORS: Readonly<Record<string, Test>> = {
  EQUALS: (value, { value: wanted }) => same(value, wanted),
  EQUALS_CASE_SENSITIVE: (value, { value: wanted }) => String(value) === String(wanted),
  DIFFERENT_THAN: (value, { value: wanted }) => !same(value, wanted),
  MORE_THAN: (value, { value: wanted }) => compare(value, wanted) > 0,
  LESS_THAN: (value, { value: wanted }) => compare(value, wanted) < 0,
  AFTER: (value, { value: wanted }) => compare(value, wanted) > 0,
  AFTER_INCLUSIVE: (value, { value: wanted }) => compare(value, wanted) >= 0,
  BEFORE: (value, { value: wanted }) => compare(value, wanted) < 0,
  BEFORE_INCLUSIVE: (value, { value: wanted }) => compare(value, wanted) <= 0,
  BETWEEN: (value, { value: from, secondValue: to }) =>
    compare(value, from) >= 0 && compareEnd(value, to) <= 0,
  ON: (value, { value: wanted }) => String(value ?? '').slice(0, 10) === String(wanted).slice(0, 10),
  STARTS_WITH: (value, { value: wanted }) =>
    String(value ?? '')
      .toLowerCase()
      .startsWith(String(wanted).toLowerCase()),
  STARTS_WITH_CASE_SENSITIVE: (value, { value: wanted }) => String(value ?? '').startsWith(String(wanted)),
  IN: (value, { values }) => Array.isArray(values) && values.some((one) => same(value, one)),
  TODAY: (value) => String(value ?? '').slice(0, 10) === new Date().toISOString().slice(0, 10),
  EMPTY: (value) => value === undefined || value === null || value === '',
  NOT_EMPTY: (value) => value !== undefined && value !== null && value !== '',
}

function isKnown(operator: unknown): boolean {
  return typeof operator === 'string' && Object.hasOwn(OPERATORS, operator)
}

function holds(row: Row, criterion: Criterion): boolean {
  return (OPERATORS[String(criterion.operator)] as Test)(read(row, String(criterion.field)), criterion)
}

/** `_Set.field` and `balances.totalBalance` lead into an entity; `entryId` is found as `entryID`, as Mambu has it. */
function read(row: Row, field: string): unknown {
  return field.split('.').reduce<unknown>((at, name) => {
    if (typeof at !== 'object' || at === null) return undefined
    const found = name in at ? name : Object.keys(at).find((key) => key.toLowerCase() === name.toLowerCase())
    return found === undefined ? undefined : (at as Row)[found]
  }, row)
}

/** Numbers as numbers, times as times, the rest as text. */
function compare(a: unknown, b: unknown): number {
  const [left, right] = [comparable(a), comparable(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** The end of a period given as a day is the end of that day. */
function compareEnd(a: unknown, b: unknown): number {
  const day = typeof b === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(b)
  return compare(a, day ? `${b}T23:59:59.999Z` : b)
}

function comparable(value: unknown): number | string {
  if (typeof value === 'number') return value
  const text = String(value ?? '')
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text)
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? text : time
}
