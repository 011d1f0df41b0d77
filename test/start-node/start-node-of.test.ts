/** What comes in to an imported process is checked as MPO does, in MPO's words. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Diagram } from '../../src/diagram/diagram.ts'
import { readDiagram } from '../../src/diagram/read/read-export.ts'
import { startNodeOf } from '../../src/start-node/start-node-of.ts'

const file = new URL('../fixtures/exports/shapes/every-logic.conv.json', import.meta.url)
const diagram = readDiagram(readFileSync(file, 'utf8'), 'every-logic.conv.json').diagram as Diagram
const startNode = startNodeOf(diagram, '7001-card-limit')

const faults = (data: unknown) =>
  startNode.input.safeParse(data).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? []

test('it is a Start node like any other, and its workflow type is its id', () => {
  expect(startNode).toMatchObject({
    process: '7001-card-limit',
    workflowType: '7001-card-limit',
    title: 'Card limit: raise (v2)',
    deliveryKey: null,
    ref: null,
    refInUse: 'quarantine',
    respond: 'accept',
  })
})

test('a dotted name is a path, and what is not declared may come too', () => {
  expect(faults({ client: { id: 'C1', other: 1 }, amount: 5, more: [null] })).toEqual([])
})

test('required is there and not null', () => {
  const missing = [['client.id', "Param: client.id, Error: Key 'client.id' is required"]]
  expect(faults({})).toEqual(missing)
  expect(faults({ client: { id: null } })).toEqual(missing)
  expect(faults({ client: 'C1' })).toEqual(missing)
})

test('types are met without a cast, and null stands for an optional one that is not there', () => {
  const client = { id: 'C1' }
  const wrong = [['amount', "Param: amount, Error: Value is not valid. Type of value is not 'number'"]]
  expect(faults({ client, amount: '5' })).toEqual(wrong)
  expect(faults({ client, amount: [5] })).toEqual(wrong)
  expect(faults({ client, amount: null })).toEqual([])
})

test('a pattern is searched in the text, and its own words say what is wrong', () => {
  expect(faults({ client: { id: 'C1' } })).toEqual([])
  expect(faults({ client: { id: '1C' } })).toEqual([['client.id', 'Param: client.id, Error: begins with C']])
})

test('an output parameter is not asked for', () => {
  expect(faults({ client: { id: 'C1' }, score: 'none' })).toEqual([])
})

test('the schema that templates are made from has the parameters with their types', () => {
  expect(z.toJSONSchema(startNode.input, { io: 'input', unrepresentable: 'any' })).toMatchObject({
    type: 'object',
    properties: {
      client: {
        type: 'object',
        properties: { id: { type: 'string', description: 'Client' } },
        required: ['id'],
      },
      amount: { type: 'number' },
    },
    required: ['client'],
  })
})
