/** How each process of this project says it ended, and the fields by which its tasks are found, over the whole path. */

import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fieldQuery } from '../../src/process/attributes/field-attribute.ts'
import { RETRYING_SIGNAL } from '../../src/process/attributes/retry-notice.ts'
import { loadProcesses } from '../../src/project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../../src/project/project.ts'
import { tasksOf } from '../../src/tasks/visibility-query.ts'
import { MPO_CAUSE, MPO_FIELDS, MPO_OUTCOME, MPO_STATE } from '../../src/temporal/search-attributes.ts'
import { type AnsweringServer, answerJson, startAnsweringServer } from '../activities/answering-server.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

/** What each says of its example where Mambu knows nothing of it. */
const OUTCOMES = {
  'card-authorisation': 'denied',
  'client-onboarding': 'ignored',
  'currency-rates': 'unavailable',
  dunning: 'closed',
  'end-of-day-export': 'exported',
  'four-eyes-approval': 'rejected',
  'iban-linkage': 'skipped',
  'loan-approved': 'rejected',
  'loan-disbursement': 'rejected',
  'read-only-window': 'not_read_only',
  'resend-failed-webhooks': 'none_failed',
} as const

/** What differs from their examples: a window that has begun would be waited out. */
const MORE: Partial<Record<Process, object>> = { 'read-only-window': { state: 'READ_WRITE' } }

type Process = keyof typeof OUTCOMES
const PROCESSES = Object.keys(OUTCOMES) as Process[]
let dir: string
let rates: AnsweringServer
let status = 404
let stack: ProcessStack

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'startnode-outcomes-'))
  rates = await startAnsweringServer((_, response) => answerJson(response, {}, status))
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: 'outcomes',
    processes: PROCESSES,
    variables: { rates: { url: rates.url, token: 't' } },
    env: { EXPORT_DIR: dir, ENCRYPTION_KEYS: randomBytes(32).toString('hex') },
  })
  stack.mambu.addUser('operations')
  stack.mambu.setEndOfDay('COMPLETE')
})
afterAll(async () => {
  await stack?.stop()
  await rates?.stop()
  await rm(dir, { recursive: true, force: true })
})

async function send(process: Process, more: object = {}) {
  const example = await readFile(new URL(`${process}/${process}.example.json`, WORKFLOWS_DIR), 'utf8')
  const sent = await stack.send(
    process,
    { ...JSON.parse(example), ...more },
    { 'idempotency-key': randomUUID() },
  )
  expect([200, 402]).toContain(sent.status)
}

test('every process of this project is here', async () => {
  expect([...(await loadProcesses(WORKFLOWS_DIR)).startNodes.keys()].sort()).toEqual([...PROCESSES].sort())
})

test.each(Object.entries(OUTCOMES))('%s says %s', async (process, outcome) => {
  await send(process as Process, MORE[process as Process])
  const ended = await waitFor('its end', async () => {
    for await (const run of stack.client.workflow.list({ query: tasksOf(process) }))
      if (run.status.name === 'COMPLETED') return run
    return null
  })
  expect(ended.typedSearchAttributes.get(MPO_OUTCOME)).toBe(outcome)
  expect(ended.typedSearchAttributes.get(MPO_STATE)).toBeUndefined()
  const { count } = await stack.client.workflow.count(`${tasksOf(process)} AND MpoOutcome = '${outcome}'`)
  expect(count).toBe(1)
})

test('a task is found by a field that its Start node declares', async () => {
  const loan = `LN'${randomUUID()}?`
  await send('loan-disbursement', { loan_id: loan, transaction_id: randomUUID() })
  const query = fieldQuery(`loan=LN'${loan.slice(3, -1)}\uff1f`)
  const found = await waitFor('it is found', async () => {
    for await (const run of stack.client.workflow.list({ query })) return run
    return null
  })
  expect(found.type).toBe('loanDisbursement')
  expect(found.typedSearchAttributes.get(MPO_FIELDS)).toEqual([`loan=LN'${loan.slice(3, -1)}\uff1f`])
})

test('a sealed task is told of its tries by a sealed signal; one that came bare changes nothing', async () => {
  status = 503
  await send('currency-rates')
  const bare = new Client({ connection: stack.client.connection, namespace: 'outcomes' })
  const query = `${tasksOf('currency-rates')} AND ExecutionStatus = 'Running'`
  const task = await waitFor('it runs', async () => {
    for await (const { workflowId } of stack.client.workflow.list({ query }))
      return stack.client.workflow.getHandle(workflowId)
    return null
  })
  const forged = { activityId: '1', cause: 'forged' }
  await bare.workflow.getHandle(task.workflowId).signal(RETRYING_SIGNAL, forged)
  const shown = await waitFor('it is retrying', async () => {
    const { typedSearchAttributes: of } = await task.describe()
    return of.get(MPO_STATE) === 'retrying' ? of : null
  })
  expect(shown.get(MPO_CAUSE)).toBe('api_fatal_error 503')
  status = 404
  expect(await task.result()).toMatchObject({ state: 'unavailable' })
  const { typedSearchAttributes: of } = await task.describe()
  expect([of.get(MPO_OUTCOME), of.get(MPO_STATE)]).toEqual(['unavailable', undefined])
})
