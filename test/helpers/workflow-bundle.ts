/**
 * Bundles of workflows, each made once in a run of the tests: many files need the same one, and making it takes seconds
 * of the processor.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundlePath } from '@temporalio/worker'
import type { Encryption } from '../../src/keys/encryption-keys.ts'
import { StartnodePlugin } from '../../src/plugin.ts'
import { WORKFLOWS_INDEX } from '../../src/project/project.ts'
import { createDataConverter } from '../../src/temporal/codec/create-data-converter.ts'
import { BUNDLE_FOLDER } from './bundle-folder.ts'

let own: string | undefined

/** Of the tests of this run; of this process alone in a script. */
function bundleFolder(): string {
  const { [BUNDLE_FOLDER]: shared } = process.env
  if (shared !== undefined) return shared
  own ??= mkdtempSync(join(tmpdir(), 'startnode-bundles-'))
  return own
}

/**
 * For `workflowBundle` of a worker or a replay.
 *
 * @param entry of the bundle (default: the processes of this project)
 * @param encryption of the worker (default: none)
 * @example await createStartnodeWorker({ workflowBundle: await workflowBundle(), ... })
 */
export async function workflowBundle(
  entry: string | URL = WORKFLOWS_INDEX,
  encryption: Encryption | null = null,
): Promise<WorkflowBundlePath> {
  const workflowsPath = typeof entry === 'string' ? entry : fileURLToPath(entry)
  const { failureConverterPath } = createDataConverter(encryption)
  // What writes and checks letters is in the bundle of a worker with keys only
  const name = createHash('sha256')
    .update(`${workflowsPath}\0${failureConverterPath}\0${encryption?.configured === true}`)
    .digest('hex')
  const codePath = join(bundleFolder(), `${name}.js`)
  if (existsSync(codePath)) return { codePath }
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    plugins: [new StartnodePlugin(encryption === null ? {} : { encryption })],
    ...(failureConverterPath === undefined ? {} : { failureConverterPath }),
    logger: new DefaultLogger('ERROR'),
  })
  // Two files of tests may make it at once
  const aside = `${codePath}.${process.pid}`
  await writeFile(aside, code)
  await rename(aside, codePath)
  return { codePath }
}
