/** A real worker whose key for Mambu stands in a variable: it is rotated while a task is under way. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { drawKeys } from '../../../src/boot/draw-keys.ts'
import { startWorker } from '../../../src/boot/run-worker.ts'
import { loadConfig } from '../../../src/config.ts'
import { startMambuStandIn } from '../../../src/mambu/bank/stand-in.ts'
import { loadTemporalOptions } from '../../../src/temporal/temporal-options.ts'
import { KEYS, openSettings } from '../../helpers/open-settings.ts'
import { temporalAddress } from '../../helpers/temporal.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { workflowBundle } from '../../helpers/workflow-bundle.ts'
import { makeTask } from '../../workflows/make-task.ts'

const NAMESPACE = 'mambu'
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

test('a key in a variable is never in history or log, and the next one works without a restart', async () => {
  const STATE_DIR = mkdtempSync(join(tmpdir(), 'startnode-mambu-'))
  stops.push(() => rmSync(STATE_DIR, { recursive: true }))
  drawKeys(STATE_DIR)
  const mambu = await startMambuStandIn({ apiKey: 'canary-second', loans: [] })
  stops.push(() => mambu.stop())
  const open = await openSettings(NAMESPACE)
  stops.push(() => open.close())
  await open.replace()

  // Drawn keys seal variables, but encrypt nothing else: what must not be in a history would be seen there.
  const config = loadConfig({
    STATE_DIR,
    // Those that sign the settings of the test
    SIGNING_KEYS: (KEYS[0] as Buffer).toString('hex'),
    TASK_QUEUE: open.taskQueue,
    MAMBU_BASE_URL: mambu.url,
    MAMBU_API_KEY: '{{env_var[@mambu].key}}',
  })
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line) => lines.push(line) })
  const temporal = loadTemporalOptions({ TEMPORAL_ADDRESS: temporalAddress(), TEMPORAL_NAMESPACE: NAMESPACE })
  const worker = await startWorker({ config, temporal, workflowBundle: await workflowBundle(), log })
  stops.push(() => worker.stop())

  const by = { actor: 'test', keys: config.signingKeys, encryptionKeys: config.encryption.keys }
  const setKey = (key: string) =>
    open.settings.setVariable('mambu', { type: 'json', secret: true, value: JSON.stringify({ key }) }, by)
  await setKey('canary-first')
  const handle = await open.client.start('loanApproved', {
    workflowId: `mambu-secret/${randomUUID()}`,
    taskQueue: open.taskQueue,
    args: [makeTask('loan-approved', { cbs_account_id: 'LN-GONE' })],
  })
  // Mambu has its new key already; the variable follows.
  await waitFor('the old key is refused', () => mambu.requests.some(({ status }) => status === 401))
  await setKey('canary-second')
  expect(await handle.result()).toMatchObject({ reason: 'Mambu has no loan LN-GONE' })

  const history = JSON.stringify(await handle.fetchHistory(), (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString() : value,
  )
  expect(history).toContain('LN-GONE')
  expect(history + lines.join('')).not.toContain('canary')
})
