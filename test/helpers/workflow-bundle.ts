/**
 * Bundles of workflows, each made once in a run of the tests: many files need the same one, and making it takes seconds
 * of the processor.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { DefaultLogger, type WorkflowBundlePath } from '@temporalio/worker'
import { bundleWorkflows } from '../../src/boot/bundle/bundle-workflows.ts'
import { writeBundle } from '../../src/boot/bundle/write-bundle.ts'
import type { Encryption } from '../../src/keys/encryption-keys.ts'
import { WORKFLOWS_INDEX } from '../../src/project/project.ts'
import { BUNDLE_FOLDER } from './bundle-folder.ts'
import { makeOnce } from './make-once.ts'

const logger = new DefaultLogger('ERROR')
let own: string | undefined

/** Of the tests of this run; of this process alone in a script. */
function bundleFolder(): string {
  const { [BUNDLE_FOLDER]: shared } = process.env
  if (shared !== undefined) return shared
  own ??= mkdtempSync(join(tmpdir(), 'startnode-bundles-'))
  return own
}

const nameOf = (...parts: readonly string[]) => createHash('sha256').update(parts.join('\0')).digest('hex')

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
  // What writes and checks letters is in the bundle of a worker with keys only
  const sealed = encryption?.configured === true
  const codePath = join(bundleFolder(), `${nameOf(workflowsPath, String(sealed))}.js`)
  await makeOnce(codePath, async (aside) => {
    const { code } = await bundleWorkflows(workflowsPath, { sealed, logger })
    await writeFile(aside, code)
  })
  return { codePath }
}

/**
 * For WORKFLOW_BUNDLE of a worker in a process of its own, which runs the same sources as these tests.
 *
 * @param index entry of the bundle (default: the processes of this project)
 * @example startChild(['bin/startnode.js', 'worker'], { env: { WORKFLOW_BUNDLE: await bundleFile(), ... } })
 */
export async function bundleFile(index: URL = WORKFLOWS_INDEX): Promise<string> {
  const file = join(bundleFolder(), `${nameOf(fileURLToPath(index))}.json`)
  return makeOnce(file, async (aside) => void (await writeBundle(aside, { index, logger })))
}

/** The same of a folder of workflows. @param folder with `index.ts` */
export function bundleFileIn(folder: string): Promise<string> {
  return bundleFile(pathToFileURL(join(folder, 'index.ts')))
}
