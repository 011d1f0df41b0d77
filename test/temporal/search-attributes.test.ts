import { randomBytes } from 'node:crypto'
import type { Connection } from '@temporalio/client'
import proto from '@temporalio/proto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import {
  listMissingSearchAttributes,
  registerSearchAttributes,
  SEARCH_ATTRIBUTE_KINDS,
  SEARCH_ATTRIBUTES,
} from '../../src/temporal/search-attributes.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

let connection: Connection
beforeAll(() => {
  connection = openPatientConnection({ address: temporalAddress() })
})
afterAll(() => connection.close())

test('the dev server has them all', async () => {
  expect(await listMissingSearchAttributes(connection, 'default')).toEqual([])
  expect(await registerSearchAttributes(connection, 'default')).toEqual({
    added: [],
    missing: [],
    advice: null,
  })
})

test('a namespace without them gets them once', async () => {
  const namespace = `bare-${randomBytes(4).toString('hex')}`
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  })
  const missing = await waitFor('the namespace', () => listMissingSearchAttributes(connection, namespace))
  expect(missing).toEqual(SEARCH_ATTRIBUTES)
  expect(await registerSearchAttributes(connection, namespace)).toMatchObject({ added: SEARCH_ATTRIBUTES })
  await waitFor('the attributes', async () => {
    return (await listMissingSearchAttributes(connection, namespace)).length === 0
  })
  expect(await registerSearchAttributes(connection, namespace)).toMatchObject({ added: [], missing: [] })
})

test('a namespace of an earlier version gets what it lacks, each of its type', async () => {
  const namespace = `older-${randomBytes(4).toString('hex')}`
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  })
  const searchAttributes = { MpoProcess: 2, MpoRef: 2, MpoTaskId: 2, MpoNode: 2 }
  await waitFor('the namespace', async () => {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes })
    return (await listMissingSearchAttributes(connection, namespace)).length === 5
  })
  await registerSearchAttributes(connection, namespace)
  const types = await waitFor('the attributes', async () => {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
    return customAttributes?.MpoFields === undefined ? null : customAttributes
  })
  const { INDEXED_VALUE_TYPE_DATETIME: DATETIME, INDEXED_VALUE_TYPE_KEYWORD_LIST: LIST } =
    proto.temporal.api.enums.v1.IndexedValueType
  expect(types).toMatchObject({
    MpoOutcome: 2,
    MpoState: 2,
    MpoCause: 2,
    MpoSince: DATETIME,
    MpoFields: LIST,
  })
})

test('no more than 10 of them are Keywords, which is what a namespace on SQL has', () => {
  const keywords = Object.values(SEARCH_ATTRIBUTE_KINDS).filter(({ name }) => name === 'Keyword')
  expect(keywords.length).toBeLessThanOrEqual(10)
})

test('an attribute of another type is not touched: the advice says what to run', async () => {
  const namespace = `typed-${randomBytes(4).toString('hex')}`
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  })
  await waitFor('an attribute as Int', async () => {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: { MpoRef: 3 } })
    return true
  })
  await waitFor('its type', async () => {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
    return customAttributes?.MpoRef === 3
  })
  const { added, missing, advice } = await registerSearchAttributes(connection, namespace)
  expect(missing).toEqual(['MpoRef'])
  expect(added).toHaveLength(SEARCH_ATTRIBUTES.length - 1)
  expect(advice).toMatch(
    /temporal operator search-attribute create --namespace typed-.*--name MpoRef --type Keyword/,
  )
})

test('Temporal down is an error, not a missing attribute', async () => {
  const down = openPatientConnection({ address: `127.0.0.1:${await findFreePort()}`, interceptors: [] })
  await expect(registerSearchAttributes(down, 'default')).rejects.toMatchObject({
    code: 'temporal_unreachable',
  })
  await down.close()
})
