/** One condition of a search of Mambu (client directed query). */
export interface MambuFilter {
  /** A field as Mambu names it, or `_Set_Id.field_id` of a custom field. */
  readonly field: string
  readonly operator:
    | 'EQUALS'
    | 'EQUALS_CASE_SENSITIVE'
    | 'DIFFERENT_THAN'
    | 'MORE_THAN'
    | 'LESS_THAN'
    | 'BETWEEN'
    | 'ON'
    | 'AFTER'
    | 'AFTER_INCLUSIVE'
    | 'BEFORE'
    | 'BEFORE_INCLUSIVE'
    | 'STARTS_WITH'
    | 'STARTS_WITH_CASE_SENSITIVE'
    | 'IN'
    | 'TODAY'
    | 'THIS_WEEK'
    | 'THIS_MONTH'
    | 'THIS_YEAR'
    | 'LAST_DAYS'
    | 'EMPTY'
    | 'NOT_EMPTY'
  readonly value?: string | number | undefined
  /** The end of `BETWEEN`. */
  readonly secondValue?: string | number | undefined
  /** Of `IN`. */
  readonly values?: readonly string[] | undefined
}

/** All conditions must hold. */
export interface MambuSearch {
  readonly filters: readonly MambuFilter[]
  readonly sort?: { readonly field: string; readonly order: 'ASC' | 'DESC' } | undefined
}

/** The body of `POST ...:search`. */
export function searchBody({ filters, sort }: MambuSearch): unknown {
  return { filterCriteria: filters, ...(sort === undefined ? {} : { sortingCriteria: sort }) }
}
