import { mkdir, rename, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Logger } from '@temporalio/worker'
import { listExported } from '../../project/check-start-nodes.ts'
import { WORKFLOWS_INDEX } from '../../project/project.ts'
import { type BundleFile, nameInputs, nameSource, readVersions } from './bundle-file.ts'
import { bundleWorkflows } from './bundle-workflows.ts'
import { sha256 } from './sha256.ts'

/**
 * Makes the workflow bundle of this project and writes it to a file, in one step: a worker never sees half of it.
 *
 * @param file is written anew; its folder is made
 * @param options.index entry of the workflows. Default: that of this project
 * @param options.logger as in `bundleWorkflows`
 * @returns how many files went into it
 * @throws StartnodeError `start_node_invalid` when the workflows can't be loaded
 * @throws Error when they can't be bundled, or the file can't be written
 * @example await writeBundle('workflow-bundle.json', { logger: new DefaultLogger('WARN') })
 */
export async function writeBundle(
  file: string,
  options: { readonly index?: URL; readonly logger: Logger },
): Promise<{ sources: number }> {
  const { index = WORKFLOWS_INDEX, logger } = options
  const entry = fileURLToPath(index)
  const workflows = await listExported(index)
  const sources = new Map<string, string>()
  const make = async (sealed: boolean) => {
    const made = await bundleWorkflows(entry, { sealed, logger })
    for (const [path, digest] of made.sources) sources.set(nameSource(entry, path), digest)
    return { inputs: nameInputs(entry, sealed), sha256: sha256(made.code), code: made.code }
  }
  const bundle: BundleFile = {
    ...readVersions(),
    entry: basename(entry),
    workflows,
    plain: await make(false),
    sealed: await make(true),
    sources: Object.fromEntries([...sources].sort()),
  }
  await mkdir(dirname(file), { recursive: true })
  const aside = `${file}.${process.pid}`
  await writeFile(aside, JSON.stringify(bundle))
  await rename(aside, file)
  return { sources: sources.size }
}
