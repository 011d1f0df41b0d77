import type { BundleOptions, WorkerOptions } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { StartnodePlugin } from '../src/plugin.ts'

const base: WorkerOptions = { taskQueue: 'q', workflowsPath: '/w.ts' }

test('it adds the interceptors by an absolute path that exists', async () => {
  const { interceptors } = new StartnodePlugin().configureWorker(base)
  const [path] = interceptors?.workflowModules ?? []
  expect(path).toMatch(/^\/.*\/src\/workflows\/interceptors\.ts$/)
  expect(await import(path as string)).toHaveProperty('interceptors')
})

test('the user’s activity wins a name clash, and all others stay', () => {
  const plugin = new StartnodePlugin({ activities: { ours: 1, both: 1 } })
  const { activities } = plugin.configureWorker({ ...base, activities: { both: 2, theirs: 2 } })
  expect(activities).toEqual({ ours: 1, both: 2, theirs: 2 })
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

test('it leaves workflows, connection and data converter to the user', () => {
  const plugin = new StartnodePlugin()
  expect(plugin.name).toBe('startnode.StartnodePlugin')
  expect(plugin.configureWorker(base)).toMatchObject(base)
  expect(plugin.configureConnection({ address: 'a:1' })).toMatchObject({ address: 'a:1' })
  expect(plugin.configureClient({}).dataConverter).toBeUndefined()
})
