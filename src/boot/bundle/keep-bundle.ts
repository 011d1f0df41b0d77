/** The bundle of `startnode dev`, kept from one worker to the next: most changes are of diagrams, which are not in it. */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Logger } from '@temporalio/worker'
import { z } from 'zod'
import { bundleFile, nameInputs, nameSource, readVersions } from './bundle-file.ts'
import { bundleWorkflows } from './bundle-workflows.ts'
import { findChange } from './find-change.ts'
import { sha256 } from './sha256.ts'

const keptBundle = bundleFile
  .omit({ workflows: true, plain: true, sealed: true })
  .extend({
    isSealed: z.boolean(),
    made: bundleFile.shape.plain,
    /** What each source imports, by the names of `sources`. */
    imports: z.record(z.string(), z.array(z.string())),
  })
  .strict()

type KeptBundle = z.infer<typeof keptBundle>

/** A bundle with what is in it. */
export interface LiveBundle {
  readonly code: string
  /**
   * The digest of a source with all that it imports, at any depth; null: it is not in the bundle. The same digest: nothing of
   * it has changed.
   *
   * @param isIt tells the source by its path from the folder of the entry, with slashes
   */
  digestOf(isIt: (path: string) => boolean): string | null
}

/**
 * Takes the kept bundle where it is what bundling would give now, else makes it and keeps it.
 *
 * @param file where it is kept; one that can't be used is written anew
 * @param options.entry file that exports the workflows
 * @throws Error when they can't be bundled; the logger has heard why
 */
export async function takeOrMakeBundle(
  file: string,
  options: { readonly entry: string; readonly sealed: boolean; readonly logger: Logger },
): Promise<LiveBundle> {
  const { entry, sealed } = options
  const kept = readKept(file)
  const isGood =
    kept !== null &&
    kept.isSealed === sealed &&
    findChange({ ...kept, [sealed ? 'sealed' : 'plain']: kept.made }, entry) === null
  const bundle = isGood ? kept : await makeKept(file, options)
  return {
    code: bundle.made.code,
    digestOf(isIt) {
      const path = Object.keys(bundle.sources).find(isIt)
      return path === undefined ? null : digestWithImports(bundle, path)
    },
  }
}

async function makeKept(
  file: string,
  { entry, sealed, logger }: { readonly entry: string; readonly sealed: boolean; readonly logger: Logger },
): Promise<KeptBundle> {
  const { code, sources, imports } = await bundleWorkflows(entry, { sealed, logger })
  const name = (path: string) => nameSource(entry, path)
  const kept: KeptBundle = {
    ...readVersions(),
    entry: basename(entry),
    sources: Object.fromEntries([...sources].map(([path, digest]) => [name(path), digest])),
    isSealed: sealed,
    made: { inputs: nameInputs(entry, sealed), sha256: sha256(code), code },
    imports: Object.fromEntries([...imports].map(([path, used]) => [name(path), used.map(name)])),
  }
  await mkdir(dirname(file), { recursive: true })
  const beside = `${file}.${randomBytes(4).toString('hex')}`
  await writeFile(beside, JSON.stringify(kept))
  await rename(beside, file)
  return kept
}

/** What can't be read is no loss: it is made anew. */
function readKept(file: string): KeptBundle | null {
  if (!existsSync(file)) return null
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
  const { data: kept } = keptBundle.safeParse(content)
  if (kept === undefined || sha256(kept.made.code) !== kept.made.sha256) return null
  const now = readVersions()
  return kept.startnode === now.startnode && kept.temporal === now.temporal ? kept : null
}

function digestWithImports({ sources, imports }: KeptBundle, from: string): string {
  const reached = new Set([from])
  for (const path of reached) for (const used of imports[path] ?? []) reached.add(used)
  return sha256(
    [...reached]
      .sort()
      .map((path) => `${path} ${sources[path]}\n`)
      .join(''),
  )
}
