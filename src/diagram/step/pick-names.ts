import type { JsonObject } from '../diagram.ts'
import { pathOf, readPath, writePath } from '../language/index.ts'
import { take } from './interrupt.ts'

/** The named values of the data as they are (mode `keys`); a name may be a path, and one that is not there is an empty text. */
export function pickNames(data: JsonObject, names: readonly string[]): JsonObject {
  return names.reduce<JsonObject>((picked, name) => {
    const found = readPath(data, pathOf(name) ?? [name])
    return take(writePath(picked, name, found === undefined ? '' : found), 'rpc_reply')
  }, {})
}
