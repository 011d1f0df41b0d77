/** The engine's activities with the settings of a real namespace. */
import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEngineActivities, type EngineActivities } from '../../src/activities/index.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { ENCRYPTION_KEYS, KEYS, type OpenSettings, openSettings } from '../helpers/open-settings.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { type AnsweringServer, answerJson, startAnsweringServer } from './answering-server.ts'
import { callInput } from './call-input.ts'

const BY = { actor: 'cli:alice', keys: KEYS, encryptionKeys: ENCRYPTION_KEYS }

let open: OpenSettings
let server: AnsweringServer
let engine: EngineActivities

beforeAll(async () => {
  open = await openSettings('engine')
  await open.startWorker()
  server = await startAnsweringServer((_request, response) => answerJson(response, {}))
  const { connection } = open.client
  engine = createEngineActivities({
    settings: open.settings,
    client: new StartClient({ connection, namespace: 'engine' }),
    signingKeys: KEYS,
    encryptionKeys: ENCRYPTION_KEYS,
    publicUrl: 'http://127.0.0.1:1',
  })
})
afterAll(async () => {
  await server?.stop()
  await open?.close()
})

async function call(): Promise<void> {
  const input = callInput(server.url, {
    headers: { 'x-token': '{{env_var[@bureau].token}}' },
    variables: ['bureau'],
  })
  await new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(engine.apiCall, input)
}

async function set(token: string): Promise<void> {
  const value = JSON.stringify({ token })
  await open.settings.setVariable('bureau', { type: 'json', secret: true, value }, BY)
}

test('a call waits for settings and for its variable, and uses a changed value within seconds', async () => {
  await open.end()
  await expect(call()).rejects.toMatchObject({ code: 'settings_missing' })
  await open.replace()
  await expect(call()).rejects.toMatchObject({ type: 'api_wrong_convert_param', nonRetryable: false })
  await set('first')
  await waitFor('the variable', () => call().then(() => true))
  expect(server.seen.at(-1)?.headers['x-token']).toBe('first')
  await set('second')
  await waitFor('the changed value', async () => {
    await call()
    return server.seen.at(-1)?.headers['x-token'] === 'second'
  })
})

test('an alias is resolved as the settings have it now', async () => {
  await open.replace({
    aliases: { loans: { title: 'Loans', process: 'loan-approved', generation: null, accepted: [] } },
  })
  const place = await waitFor('the alias', () => engine.locateTask({ target: '@loans', key: 'k' }))
  expect(place).toMatchObject({
    process: 'loan-approved',
    workflowId: `loan-approved/t/${place.newTaskId}`,
    run: null,
  })
  await expect(engine.locateTask({ target: '@other' })).rejects.toMatchObject({
    type: 'conveyor_is_not_active',
    nonRetryable: false,
  })
  await expect(engine.locateTask({ target: 'no/process' })).rejects.toMatchObject({ type: 'access_denied' })
})
