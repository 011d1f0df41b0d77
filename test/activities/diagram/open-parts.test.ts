/** A text whose variables are opened for a call: in JSON a value stays one value, whoever wrote it. */
import { expect, test } from 'vitest'
import { openParts } from '../../../src/activities/diagram/open-parts.ts'
import { fillParts, type Part, type Scope } from '../../../src/diagram/language/index.ts'
import type { OpenVariable, Variables } from '../../../src/settings/open-variables.ts'

const held: Readonly<Record<string, OpenVariable>> = {
  token: { type: 'raw', value: 'se"cret-token', secret: true },
  config: { type: 'json', value: '{"limit":5,"hosts":["a","b"],"none":null}', secret: false },
}
const variables: Variables = { byName: (name) => held[name] ?? null, byId: () => null }

function partsOf(text: string, data: Scope['data'], to: 'string' | 'object'): readonly Part[] {
  const filled = fillParts(text, { data, root: {}, now: 0, random: () => 0, given: {} }, to)
  if ('needs' in filled || !filled.ok) throw new Error('no parts')
  return filled.value
}

test('a field of type object is JSON, whatever the task and the variable hold', () => {
  const text = '{"name":"{{name}}","token":"{{env_var[@token]}}","limit":{{env_var[@config].limit}}}'
  const parts = partsOf(text, { name: '","admin":"true' }, 'object')
  expect(openParts(variables).field({ parts, cast: 'object' })).toEqual({
    name: '","admin":"true',
    token: 'se"cret-token',
    limit: 5,
  })
})

test('a field that is one JSON variable is its value', () => {
  const parts = partsOf(' {{env_var[@config].hosts}} ', {}, 'object')
  expect(openParts(variables).field({ parts, cast: 'array' })).toEqual(['a', 'b'])
})

test('in a text a value is text, and nothing where nothing is', () => {
  const parts = partsOf(
    '{{env_var[@config].hosts}}|{{env_var[@config].none}}|{{env_var[@no]}}|{{env_var[@token].x}}',
    {},
    'string',
  )
  expect(openParts(variables).text(parts)).toBe('["a","b"]|||')
})

test('what was opened is masked in what the other side says, escaped or not', () => {
  const opened = openParts(variables)
  opened.text(partsOf('{{env_var[@token]}}', {}, 'string'))
  expect(opened.mask('you sent se"cret-token, as JSON "se\\"cret-token"')).toBe(
    'you sent {{env_var[@token]}}, as JSON "{{env_var[@token]}}"',
  )
})
