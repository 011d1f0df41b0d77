/** A store of requests in a folder of its own, over and over as a receiver opens it; all removed after each test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { InboxLog } from '../../src/inbox/inbox-log.ts'
import type { Encryption } from '../../src/keys/encryption-keys.ts'
import type { RequestRow } from '../../src/receiver/receiver-log.ts'
import { createRequestMetrics } from '../../src/requests/request-metrics.ts'
import { createRequests } from '../../src/requests/requests.ts'
import { createHistory } from '../../src/requests/store/history.ts'
import { keepRequests, restoreRequests } from '../../src/requests/store/keep-requests.ts'
import { openRequestStore, type RequestStore } from '../../src/requests/store/open-request-store.ts'

export function rowOf(more: Partial<RequestRow> = {}): RequestRow {
  return {
    time: new Date().toISOString(),
    process: 'loan-approved',
    addressed: 'loan-approved',
    code: 'accepted',
    status: 200,
    reason: null,
    bytes: 2,
    durationMs: 3,
    taskId: '9f86d081884c7d659a2feaa0',
    source: '192.0.2.1',
    ...more,
  }
}

export function useStores() {
  const dirs: string[] = []
  const stores: RequestStore[] = []
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close()
    for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true })
  })
  return {
    makeDir() {
      const dir = mkdtempSync(join(tmpdir(), 'requests-'))
      dirs.push(dir)
      return dir
    },
    /** As a receiver that starts; `end` is its orderly end. */
    async start(
      dir: string,
      {
        encryption,
        log,
        kept,
      }: { encryption?: Encryption; log?: InboxLog; kept?: { authentic: number; refused: number } } = {},
    ) {
      const store = await openRequestStore(dir, encryption, log)
      if (store === null) throw new Error('no store')
      stores.push(store)
      const metrics = createRequestMetrics()
      const requests = createRequests(kept)
      restoreRequests(store, { metrics, requests })
      const keeping = keepRequests({ store, metrics, requests, everyMs: 3_600_000, ...(log ? { log } : {}) })
      return {
        store,
        metrics,
        requests,
        keeping,
        history: createHistory(store, metrics),
        request(row: RequestRow) {
          requests.request(row)
          metrics.request(row)
        },
        async end() {
          await keeping.stop()
          stores.splice(stores.indexOf(store), 1)
          await store.close()
        },
      }
    },
  }
}
