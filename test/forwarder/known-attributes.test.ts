/** Tasks start with as many search attributes as their namespace has. */
import { randomBytes, randomUUID } from 'node:crypto'
import { Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliver } from '../../src/forwarder/deliver/deliver.ts'
import type { InboxLog } from '../../src/inbox/inbox-log.ts'
import {
  MPO_FIELDS,
  MPO_PROCESS,
  MPO_SINCE,
  registerSearchAttributes,
} from '../../src/temporal/search-attributes.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'

let connection: Connection
beforeAll(async () => {
  connection = await Connection.connect({ address: temporalAddress(), connectTimeout: 20_000 })
})
afterAll(() => connection.close())

async function openNamespace(attributes: Readonly<Record<string, number>>) {
  const namespace = `known-${randomBytes(4).toString('hex')}`
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  })
  await waitFor('its attributes', async () => {
    if (Object.keys(attributes).length > 0)
      await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: { ...attributes } })
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
    return Object.keys(attributes).every((name) => customAttributes?.[name] !== undefined)
  })
  const warned: string[] = []
  const log: InboxLog = {
    info: () => {},
    warn: (_: object, said: string) => {
      warned.push(said)
    },
    error: () => {},
  }
  const client = new StartClient({ connection, namespace })
  return { namespace, warned, target: { client, taskQueue: randomUUID(), deadlineMs: 15_000, log } }
}

async function attributesOf(opened: Awaited<ReturnType<typeof openNamespace>>) {
  const { target } = opened
  const fields = ['loan=LN-1']
  const made = await waitFor('the namespace', () => deliver(makeDelivery({ fields }), target))
  const { typedSearchAttributes: of } = await target.client.getHandle(made.workflowId as string).describe()
  return {
    process: of.get(MPO_PROCESS) ?? null,
    since: of.get(MPO_SINCE)?.getTime() ?? null,
    fields: of.get(MPO_FIELDS) ?? null,
  }
}

test('a namespace of an earlier version gets the four it knows, with one warning; with all of them since and fields', async () => {
  const opened = await openNamespace({ MpoProcess: 2, MpoRef: 2, MpoTaskId: 2, MpoNode: 2 })
  const before = Date.now()
  const four = { process: 'loan-approved', since: null, fields: null }
  await waitFor('the server takes what it lists', async () => {
    const client = new StartClient({ connection, namespace: opened.namespace })
    const target = { ...opened.target, client, log: { info() {}, warn() {}, error() {} } }
    return (await attributesOf({ ...opened, target })).process !== null
  })
  expect(await attributesOf(opened)).toEqual(four)
  expect(await attributesOf(opened)).toEqual(four)
  expect(opened.warned).toHaveLength(1)
  await registerSearchAttributes(connection, opened.namespace)
  const all = await waitFor('all of them', async () => {
    // A client of its own: the first looks again after a minute
    const client = new StartClient({ connection, namespace: opened.namespace })
    const found = await attributesOf({ ...opened, target: { ...opened.target, client } })
    return found.since === null ? null : found
  })
  expect(all).toMatchObject({ process: 'loan-approved', fields: ['loan=LN-1'] })
  expect(all.since).toBeGreaterThanOrEqual(before - 1_000)
})

test('a namespace without any starts tasks without', async () => {
  const opened = await openNamespace({})
  expect(await attributesOf(opened)).toEqual({ process: null, since: null, fields: null })
  expect(opened.warned).toHaveLength(1)
})
