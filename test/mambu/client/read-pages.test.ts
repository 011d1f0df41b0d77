/** Many pages in one activity, on a real worker and server: what a retry knows of the attempt before. */
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { createMambuActivities } from '../../../activities/mambu.ts'
import { startMambuStandIn } from '../../../src/mambu/bank/stand-in.ts'
import { readPages } from '../../../src/mambu/client/read-pages.ts'
import { runTestWorker } from '../../workflows/run-worker.ts'

test('after Mambu fails at the third page, the retry reads that page and no other again', async () => {
  const mambu = await startMambuStandIn()
  mambu.addJournalEntries(3_500, '2026-11-23')
  let failed = false
  const activities = createMambuActivities({
    baseUrl: mambu.url,
    apiKey: mambu.apiKey,
    // The third request fails on its way, once.
    fetch: (...request) => {
      if (mambu.requests.length === 2 && !failed) {
        failed = true
        mambu.failNext(1, 503)
      }
      return fetch(...request)
    },
  })
  const worker = await runTestWorker({
    taskQueue: `scan-${randomUUID()}`,
    activities,
    workflowsPath: fileURLToPath(new URL('./scan-workflow.ts', import.meta.url)),
  })
  try {
    const totals = await worker.client.workflow.execute('scanLedger', {
      workflowId: `scan/${randomUUID()}`,
      taskQueue: worker.taskQueue,
      args: ['2026-11-23'],
    })
    // 1.01 + 2.02 + ... + 1,750 * 1.01
    expect(totals).toEqual({ count: 3_500, debit: '1547446.25', credit: '1547446.25' })
    expect(mambu.requests.map(({ status }) => status)).toEqual([200, 200, 503, 200, 200])
  } finally {
    await worker.stop()
    await mambu.stop()
  }
})

test('reading is bounded', async () => {
  const endless = async () => ({ items: [1], total: null, nextOffset: 1, nextCursor: null })
  const read = async () => {
    let pages = 0
    for await (const _ of readPages({ read: endless, maxPages: 3, carry: () => 0, resume: () => {} }))
      pages += 1
    return pages
  }
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') })
  await expect(environment.run(read)).rejects.toMatchObject({
    type: 'MambuTooManyPages',
    nonRetryable: true,
  })
})
