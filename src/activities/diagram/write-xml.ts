/** Writes the fields of a call as XML: a member is an element, an array repeats it, text is escaped. */

import type { Json, JsonObject } from '../../diagram/diagram.ts'
import { apiFailure } from '../api-call/api-call-failure.ts'

const NAME = /^[A-Za-z_][\w.-]*$/
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/**
 * @param body one member is the root; several stand beside each other in a root `request`
 * @throws ApplicationFailure `api_wrong_convert_param` for a name that is none in XML
 * @example writeXml({ loan: { id: 'L1', fee: [1, 2] } }) // '<loan><id>L1</id><fee>1</fee><fee>2</fee></loan>'
 */
export function writeXml(body: JsonObject): string {
  const members = Object.entries(body)
  const [only] = members
  const isRoot = members.length === 1 && only !== undefined && !Array.isArray(only[1])
  return isRoot ? element(only[0], only[1]) : element('request', body)
}

function element(name: string, value: Json): string {
  if (!NAME.test(name)) throw apiFailure('api_wrong_convert_param', `'${name}' is no name of an XML element`)
  if (Array.isArray(value)) return value.map((item: Json) => element(name, item)).join('')
  return `<${name}>${content(value)}</${name}>`
}

function content(value: Json): string {
  if (value === null) return ''
  if (typeof value === 'object' && !Array.isArray(value))
    return Object.entries(value as JsonObject)
      .map(([name, inner]) => element(name, inner))
      .join('')
  return String(value).replace(/[&<>"]/g, (character) => ENTITIES[character] as string)
}
