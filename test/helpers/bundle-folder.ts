/** The folder in which the files of a run share bundles of workflows (workflow-bundle.ts). */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

/** Names it in the environment. */
export const BUNDLE_FOLDER = 'STARTNODE_TEST_BUNDLES'

export default function setup(project: TestProject): (() => void) | undefined {
  // Projects of one run share it
  if (process.env[BUNDLE_FOLDER] !== undefined) return
  const folder = mkdtempSync(join(tmpdir(), 'startnode-bundles-'))
  process.env[BUNDLE_FOLDER] = folder
  // In watch mode a workflow has changed
  project.onTestsRerun(() => {
    rmSync(folder, { recursive: true })
    mkdirSync(folder)
  })
  return () => rmSync(folder, { recursive: true, force: true })
}
