import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, type Logger } from '@temporalio/worker'
import { bundleInputs } from './bundle-inputs.ts'
import { noteSources } from './note-sources.ts'

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

/**
 * What runs diagrams is pure, so each worker evaluates it once, not each run: half a millisecond of the processor for every
 * task, whether it is a diagram or not. Nothing here may keep state of a run.
 */
const PURE = ['keep-data', 'parse-diagram', 'settle', 'step'].map((file) =>
  fileURLToPath(new URL(`../../diagram/step/${file}.${extension}`, import.meta.url)),
)

/** Workflows as a worker evaluates them. */
export interface WorkflowCode {
  readonly code: string
  /** SHA-256 (hex) of each file that is in it, by its absolute path. */
  readonly sources: ReadonlyMap<string, string>
  /** The files that each of them imports. */
  readonly imports: ReadonlyMap<string, readonly string[]>
}

/**
 * Makes the code of workflows, with Temporal's webpack: seconds of the processor. The one place where it is made, for the
 * worker that starts without a file and for `startnode bundle`.
 *
 * @param entry file that exports the workflows
 * @param options.sealed as in `bundleInputs`
 * @param options.logger hears of webpack's warnings and errors
 * @throws Error when they can't be bundled; the logger has heard why
 * @example const { code } = await bundleWorkflows(fileURLToPath(WORKFLOWS_INDEX), { sealed: false, logger })
 */
export async function bundleWorkflows(
  entry: string,
  options: { readonly sealed: boolean; readonly logger: Logger },
): Promise<WorkflowCode> {
  const { workflowInterceptorModules, ...converters } = bundleInputs(options.sealed)
  const sources = new Map<string, string>()
  const imports = new Map<string, readonly string[]>()
  const { code } = await bundleWorkflowCode({
    workflowsPath: entry,
    workflowInterceptorModules: [...workflowInterceptorModules],
    ...converters,
    preloadModules: [...PURE],
    webpackConfigHook: noteSources(sources, imports),
    logger: options.logger,
  })
  return { code, sources, imports }
}
