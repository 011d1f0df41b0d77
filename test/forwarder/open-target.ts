import { randomUUID } from 'node:crypto'
import { Connection } from '@temporalio/client'
import { afterAll, beforeAll } from 'vitest'
import type { DeliveryTarget } from '../../src/forwarder/deliver/delivery-target.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { temporalAddress } from '../helpers/temporal.ts'

/** A target on this run's server, open for the tests of one file; no worker polls its task queue. */
export function useTarget(namespace: string, deadlineMs = 15_000): DeliveryTarget {
  const taskQueue = `inbox-${randomUUID()}`
  const opened: { connection?: Connection; client?: StartClient } = {}
  beforeAll(async () => {
    opened.connection = await Connection.connect({ address: temporalAddress(), connectTimeout: 20_000 })
    opened.client = new StartClient({ connection: opened.connection, namespace })
  })
  afterAll(() => opened.connection?.close())
  return {
    taskQueue,
    deadlineMs,
    get client() {
      return opened.client as StartClient
    },
  }
}
