import { randomBytes } from 'node:crypto'
import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common'
import type { BundleOptions, WorkerOptions } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { createActivities } from '../activities/index.ts'
import { createEngineActivities, type EnginePorts } from '../src/activities/index.ts'
import { joinActivities } from '../src/activities/join-activities.ts'
import { StartnodePlugin } from '../src/plugin.ts'

const base: WorkerOptions = { taskQueue: 'q', workflowsPath: '/w.ts' }

test('it adds the interceptors by an absolute path that exists', async () => {
  const { interceptors } = new StartnodePlugin().configureWorker(base)
  const [path] = interceptors?.workflowModules ?? []
  expect(path).toMatch(/^\/.*\/src\/workflows\/interceptors\.ts$/)
  expect(await import(path as string)).toHaveProperty('interceptors')
})

test('an activity of the worker by a name of the engine is an error that names it', () => {
  const plugin = new StartnodePlugin({ activities: { ours: 1, both: 1 } })
  expect(() => plugin.configureWorker({ ...base, activities: { both: 2, theirs: 2 } })).toThrow(
    expect.objectContaining({ code: 'activity_clash', message: expect.stringContaining('own: both.') }),
  )
  expect(plugin.configureWorker({ ...base, activities: { theirs: 2 } }).activities).toEqual({
    ours: 1,
    both: 1,
    theirs: 2,
  })
})

test('it takes the place of the engine’s where the worker says so', () => {
  const plugin = new StartnodePlugin({ activities: { ours: 1, both: 1 }, replace: ['both'] })
  const { activities } = plugin.configureWorker({ ...base, activities: { both: 2 } })
  expect(activities).toEqual({ ours: 1, both: 2 })
})

test('no activity of this project has a name of the engine', () => {
  const engine = createEngineActivities({} as EnginePorts)
  expect(() => joinActivities(createActivities({ mambu: null }), engine)).not.toThrow()
})

test('given twice it changes nothing more', () => {
  const plugin = new StartnodePlugin({ activities: { ours: 1 } })
  const once = plugin.configureWorker(base)
  const twice = plugin.configureWorker(once)
  expect(twice.activities).toEqual(once.activities)
  expect(new Set(twice.interceptors?.workflowModules)).toEqual(new Set(once.interceptors?.workflowModules))
  const bundle: BundleOptions = { workflowsPath: '/w.ts' }
  const bundled = plugin.configureBundler(plugin.configureBundler(bundle))
  expect(new Set(bundled.workflowInterceptorModules).size).toBe(1)
})

const ENCRYPTION = { keys: [randomBytes(32)], configured: true }
const own: PayloadCodec = { encode: async (payloads) => payloads, decode: async (payloads) => payloads }

test('with encryption a codec of one’s own stays and runs before ours, however often the plugin is given', () => {
  const plugin = new StartnodePlugin({ encryption: ENCRYPTION })
  const given = { ...base, dataConverter: { payloadCodecs: [own] } }
  for (const options of [
    plugin.configureWorker(given),
    plugin.configureWorker(plugin.configureWorker(given)),
  ]) {
    const { dataConverter, interceptors } = options
    expect(dataConverter?.payloadCodecs).toHaveLength(2)
    expect(dataConverter?.payloadCodecs?.[0]).toBe(own)
    // Letters once, and who tells of retries, which looks after an execution once by itself
    expect(new Set(interceptors?.activity?.map(String)).size).toBe(2)
  }
  const { dataConverter, interceptors } = plugin.configureClient({ dataConverter: { payloadCodecs: [own] } })
  expect(dataConverter?.payloadCodecs?.[0]).toBe(own)
  expect(interceptors?.workflow).toHaveLength(1)
})

test('a codec of one’s own and ours open what they sealed together', async () => {
  const reverse = (payload: Payload): Payload => ({
    ...payload,
    data: Uint8Array.from(payload.data ?? []).reverse(),
  })
  const turned: PayloadCodec = {
    encode: async (payloads) => payloads.map(reverse),
    decode: async (payloads) => payloads.map(reverse),
  }
  const { dataConverter } = new StartnodePlugin({ encryption: ENCRYPTION }).configureClient({
    dataConverter: { payloadCodecs: [turned] },
  })
  const { payloadCodecs = [] } = dataConverter ?? {}
  const clear = defaultPayloadConverter.toPayload('canary')
  let payloads: Payload[] = [clear]
  for (const codec of payloadCodecs) payloads = await codec.encode(payloads)
  expect(Buffer.from(payloads[0]?.data ?? []).includes('canary')).toBe(false)
  for (const codec of [...payloadCodecs].reverse()) payloads = await codec.decode(payloads)
  expect(defaultPayloadConverter.fromPayload(payloads[0] as Payload)).toBe('canary')
})

test.each(['payloadConverterPath', 'failureConverterPath'] as const)(
  'with encryption a %s of one’s own is refused at the start, not replaced in silence',
  (option) => {
    const given = { ...base, dataConverter: { [option]: '/own.js' } }
    expect(() => new StartnodePlugin({ encryption: ENCRYPTION }).configureWorker(given)).toThrow(
      expect.objectContaining({ code: 'data_converter_clash', message: expect.stringContaining(option) }),
    )
    const without = new StartnodePlugin({ encryption: null }).configureWorker(given)
    expect(without.dataConverter).toMatchObject({ [option]: '/own.js' })
  },
)

test('it leaves workflows, connection and data converter to the user', () => {
  const plugin = new StartnodePlugin()
  expect(plugin.name).toBe('startnode.StartnodePlugin')
  expect(plugin.configureWorker(base)).toMatchObject(base)
  expect(plugin.configureConnection({ address: 'a:1' })).toMatchObject({ address: 'a:1' })
  expect(plugin.configureClient({}).dataConverter).toBeUndefined()
})
