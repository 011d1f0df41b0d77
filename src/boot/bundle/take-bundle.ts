import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describeIssue } from '../../errors/describe-issue.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { WORKFLOWS_INDEX } from '../../project/project.ts'
import { shellWord } from '../../temporal/shell-word.ts'
import { type BundleFile, bundleFile, madeBy, readVersions } from './bundle-file.ts'
import { findChange } from './find-change.ts'
import { sha256 } from './sha256.ts'

/** What a worker takes from the file. */
export interface TakenBundle {
  readonly code: string
  /** Workflows and other functions that the code exports. */
  readonly workflows: readonly string[]
}

/**
 * Reads a workflow bundle that `startnode bundle` wrote, and takes it only where it is what bundling would give now: made by
 * this Startnode and this SDK, from sources that are the same wherever they are here.
 *
 * @param file of `Config.workflowBundle`
 * @param options.sealed the worker has ENCRYPTION_KEYS
 * @param options.index entry of the workflows. Default: that of this project
 * @throws StartnodeError `bundle_unreadable`: there is no such file, or it is not what was written
 * @throws StartnodeError `bundle_stale`: of another version, or of other sources
 * @example const { code } = takeBundle(config.workflowBundle, { sealed: config.encryption.configured })
 */
export function takeBundle(
  file: string,
  options: { readonly sealed: boolean; readonly index?: URL },
): TakenBundle {
  const bundle = readBundle(file)
  const change = findChange(bundle, fileURLToPath(options.index ?? WORKFLOWS_INDEX))
  if (change !== null) throw stale(file, `is not of these sources: ${change}`)
  const { code } = options.sealed ? bundle.sealed : bundle.plain
  return { code, workflows: bundle.workflows }
}

function readBundle(file: string): BundleFile {
  const text = readText(file)
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw unreadable(file, 'it is no JSON, or not all of it is there')
  }
  const { data: made } = madeBy.safeParse(content)
  const now = readVersions()
  if (made !== undefined && made.startnode !== now.startnode)
    throw stale(file, `is of Startnode ${made.startnode}, and this is ${now.startnode}`)
  if (made !== undefined && made.temporal !== now.temporal)
    throw stale(file, `is of version ${made.temporal} of Temporal's SDK, and this is ${now.temporal}`)
  const { data: bundle, error } = bundleFile.safeParse(content)
  if (bundle === undefined) {
    const [issue] = error.issues
    throw unreadable(
      file,
      issue ? `${issue.path.join('.')}: ${describeIssue(issue, content)}` : 'it is damaged',
    )
  }
  for (const one of [bundle.plain, bundle.sealed])
    if (sha256(one.code) !== one.sha256) throw unreadable(file, 'its code is not what was written')
  return bundle
}

function readText(file: string): string {
  if (!existsSync(file)) throw unreadable(file, 'there is no such file')
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw unreadable(file, String((error as NodeJS.ErrnoException).code))
  }
}

const remedy = (file: string) =>
  `Make it anew: \`startnode bundle --out ${shellWord(file)}\`, or leave WORKFLOW_BUNDLE out`

function unreadable(file: string, why: string): StartnodeError {
  return new StartnodeError(
    'bundle_unreadable',
    `The workflow bundle ${file} can not be read: ${why}. ${remedy(file)}`,
  )
}

function stale(file: string, what: string): StartnodeError {
  return new StartnodeError('bundle_stale', `The workflow bundle ${file} ${what}. ${remedy(file)}`)
}
