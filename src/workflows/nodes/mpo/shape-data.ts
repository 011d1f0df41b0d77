import type { Json, JsonObject } from '../../../diagram/diagram.ts'
import { writePath } from '../../../diagram/language/index.ts'
import { maskAt } from '../../../diagram/step/keep-data.ts'
import { pickNames } from '../../../diagram/step/pick-names.ts'
import type { Data } from './run.ts'
import { orFail, taken } from './values.ts'

/** The data with one value written at a path such as `client.name`. */
export function put<D extends Data>(data: D, path: string, value: Json): D {
  return taken(writePath(data as unknown as JsonObject, path, value)) as unknown as D
}

/** Some values of the data as they are, by name or path; one that is not there is an empty text. */
export function pick(data: Data, names: readonly string[]): JsonObject {
  return orFail(() => pickNames(data as JsonObject, names))
}

/** The data as it may be seen after the end: `***` in the place of these parameters, which are paths. */
export function kept<D extends Data>(data: D, cleared: readonly string[]): D {
  const masked = cleared.reduce((before, name) => maskAt(before, name), data as unknown as JsonObject)
  return masked as unknown as D
}
