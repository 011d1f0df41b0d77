import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { TYPESCRIPT } from './helpers/typescript.ts'

test('who imports startnode for its receiver does not load the native worker', async () => {
  const script = `
    import { createRequire } from 'node:module'
    const exported = Object.keys(await import('./src/index.ts')).sort()
    const files = Object.keys(createRequire(import.meta.url).cache)
    const packages = files.map((file) => /node_modules.(@temporalio.[\\w-]+)/.exec(file)?.[1])
    console.log(JSON.stringify({ exported, packages: [...new Set(packages)] }))`
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...TYPESCRIPT,
    '--input-type=module',
    '-e',
    script,
  ])
  const { exported, packages } = JSON.parse(stdout) as { exported: string[]; packages: string[] }
  expect(exported).toEqual([
    'StartClient',
    'StartnodePlugin',
    'connectClientLazily',
    'createClientOptions',
    'createDataConverter',
    'createEngineActivities',
    'createLogger',
    'createReceiver',
    'createSettings',
    'followSettings',
    'loadConfig',
    'loadStartNodes',
    'loadTemporalOptions',
    'mambuDate',
    'mambuDecimal',
    'mambuText',
    'openReceiver',
    'parseEncryptionKeys',
    'receiverRouter',
    'startNode',
    'takeBundle',
  ])
  expect(packages).toContain('@temporalio/plugin')
  expect(packages).not.toContain('@temporalio/worker')
  expect(packages).not.toContain('@temporalio/core-bridge')
})
