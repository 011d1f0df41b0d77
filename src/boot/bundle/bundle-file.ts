/** The file that `startnode bundle` writes: the code for workers with and without keys, and what it was made from. */
import { readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, relative, sep } from 'node:path'
import { z } from 'zod'
import { VERSION } from '../../project/project.ts'
import { type BundleInputs, bundleInputs } from './bundle-inputs.ts'

const digest = z.string().regex(/^[0-9a-f]{64}$/)

const codeOf = z.strictObject({
  /** Modules of ours beside the workflows: paths as in `sources`. */
  inputs: z.array(z.string()),
  /** Of `code`. */
  sha256: digest,
  code: z.string(),
})

/** Read before all else, so that another version's file is told from one that is damaged. */
export const madeBy = z.object({
  /** Version of this package. */
  startnode: z.string(),
  /** Version of `@temporalio/worker`. */
  temporal: z.string(),
})

/** Paths are relative to the folder of the entry, with slashes: the file may go to another machine with its project. */
export const bundleFile = madeBy
  .extend({
    /** Name of the entry. */
    entry: z.string(),
    /** What the entry exports. */
    workflows: z.array(z.string()),
    /** Every file that went in, ours and those of packages too: its path and its SHA-256. */
    sources: z.record(z.string(), digest),
    /** For workers without ENCRYPTION_KEYS. */
    plain: codeOf,
    /** For workers with them. */
    sealed: codeOf,
  })
  .strict()

export type BundleFile = z.infer<typeof bundleFile>

/** What makes a bundle here and now. */
export function readVersions(): z.infer<typeof madeBy> {
  const sdk = createRequire(import.meta.url).resolve('@temporalio/worker/package.json')
  const { version } = JSON.parse(readFileSync(sdk, 'utf8')) as { version: string }
  return { startnode: VERSION, temporal: version }
}

/** How `sources` calls a file. @param entry of the workflows; its folder must be there */
export function nameSource(entry: string, path: string): string {
  return relative(realpathSync(dirname(entry)), path)
    .split(sep)
    .join('/')
}

/** `inputs` of a bundle that is made here and now. */
export function nameInputs(entry: string, sealed: boolean): string[] {
  const { workflowInterceptorModules, ...converters }: BundleInputs = bundleInputs(sealed)
  const parts = [...workflowInterceptorModules, ...Object.values(converters)]
  return parts.map((path) => nameSource(entry, path))
}
