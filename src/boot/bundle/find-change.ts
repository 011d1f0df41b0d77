import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type BundleFile, nameInputs } from './bundle-file.ts'
import { sha256 } from './sha256.ts'

/** So many files are named. */
const NAMED = 3

/**
 * Why a bundle is not what its sources would give now; null: nothing that is here says so. Sources that are not here say
 * nothing: an image may have the bundle alone.
 *
 * @param bundle read from its file, of this version of Startnode and of the SDK; it may be for one kind of workers alone
 * @param entry of the workflows; its folder must be there
 */
export function findChange(
  bundle: Pick<BundleFile, 'entry' | 'sources'> & Partial<Pick<BundleFile, 'plain' | 'sealed'>>,
  entry: string,
): string | null {
  const isEntryHere = existsSync(entry)
  if (isEntryHere && bundle.entry !== basename(entry))
    return `it was made from ${bundle.entry}, and here is ${basename(entry)}`
  for (const sealed of [false, true]) {
    const inputs = (sealed ? bundle.sealed : bundle.plain)?.inputs
    if (inputs !== undefined && nameInputs(entry, sealed).join() !== inputs.join())
      return 'Startnode is at another place now'
  }
  const changes = Object.entries(bundle.sources).flatMap(([path, digest]) => {
    const content = readIfThere(join(dirname(entry), path))
    if (content === null) return isEntryHere ? [`${path} is gone`] : []
    return sha256(content) === digest ? [] : [`${path} has changed`]
  })
  if (changes.length === 0) return null
  const more = changes.length > NAMED ? ` and ${changes.length - NAMED} more` : ''
  return `${changes.slice(0, NAMED).join(', ')}${more}`
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
