import { randomBytes } from 'node:crypto'
import { StartnodePlugin } from '../../plugin.ts'
import { createDataConverter } from '../../temporal/codec/create-data-converter.ts'

/** What goes into a bundle beside the workflows: modules of ours, as absolute paths. */
export interface BundleInputs {
  readonly workflowInterceptorModules: readonly string[]
  readonly payloadConverterPath?: string
  readonly failureConverterPath?: string
}

/**
 * What the bundle of a worker has beside its workflows.
 *
 * @param sealed of a worker with ENCRYPTION_KEYS, which writes and checks letters; false: of one without
 * @example const { workflowInterceptorModules } = bundleInputs(config.encryption.configured)
 */
export function bundleInputs(sealed: boolean): BundleInputs {
  // Whether there are keys changes the bundle; which they are does not
  const encryption = { configured: sealed, keys: sealed ? [randomBytes(32)] : [] }
  const bundled = new StartnodePlugin({ encryption }).configureBundler({ workflowsPath: '' })
  const { payloadConverterPath, failureConverterPath } = createDataConverter(encryption)
  return {
    workflowInterceptorModules: bundled.workflowInterceptorModules ?? [],
    ...(payloadConverterPath === undefined ? {} : { payloadConverterPath }),
    ...(failureConverterPath === undefined ? {} : { failureConverterPath }),
  }
}
