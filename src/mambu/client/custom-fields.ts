/** Custom fields: Mambu puts them into sets whose names begin with an underscore, next to an entity's own fields. */

/** The fields of one set, or of each group of a grouped set. */
export type MambuCustomSet = Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[]

/** By set id, e.g. `{ _AML: { status: 'CLEAR' } }`. */
export type MambuCustomFields = Readonly<Record<string, MambuCustomSet>>

/** The custom fields of an entity as Mambu gives it with `detailsLevel=FULL`. */
export function readCustomFields(entity: Readonly<Record<string, unknown>>): MambuCustomFields {
  return Object.fromEntries(
    Object.entries(entity).filter(
      (entry): entry is [string, MambuCustomSet] =>
        entry[0].startsWith('_') && typeof entry[1] === 'object' && entry[1] !== null,
    ),
  )
}
