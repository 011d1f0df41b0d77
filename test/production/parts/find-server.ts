/** The real Temporal server, as the image `temporalio/server` has it: found, or built from its Go module, once. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { isExecutable } from '../../../src/temporal/dev/install-temporal.ts'
import { type RunProgram, runProgram } from '../../../src/temporal/dev/run-program.ts'

/** Folder with both programs, instead of those on PATH. */
export const SERVER_DIR = 'TEMPORAL_SERVER_DIR'
/** As the images name them, and what Go builds them from. */
const PROGRAMS = [
  { name: 'temporal-server', built: 'server', source: 'go.temporal.io/server/cmd/server' },
  { name: 'temporal-sql-tool', built: 'sql', source: 'go.temporal.io/server/cmd/tools/sql' },
] as const
const BUILDS_WITHIN_MS = 3_600_000
const TOLD_EVERY = 100

/**
 * Finds `temporal-server` and `temporal-sql-tool` of a version, in this order: the folder of `TEMPORAL_SERVER_DIR`, PATH, those
 * built earlier into `<into>/temporal-server/<version>`, built there now by `go install` (about 10 CPU minutes, 400 MB).
 *
 * @param options.version e.g. `1.32.0`: no other one is taken from PATH
 * @param options.env whose PATH is searched (default `process.env`)
 * @param options.run how it runs a program (default: really)
 * @returns the absolute path of the folder with both
 * @throws Error saying what to do
 */
export async function findServer(options: {
  readonly version: string
  readonly onProgress: (text: string) => void
  readonly into?: string
  readonly env?: NodeJS.ProcessEnv
  readonly run?: RunProgram
}): Promise<string> {
  const { version, env = process.env, onProgress, run = runServerProgram } = options
  const told = env[SERVER_DIR]
  if (told) {
    const problem = await lookAt(resolve(told), version, run)
    if (problem !== null) throw new Error(`${SERVER_DIR}: ${problem}`)
    return resolve(told)
  }
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    if (folder === '' || !existsSync(join(folder, PROGRAMS[0].name))) continue
    const problem = await lookAt(resolve(folder), version, run)
    if (problem === null) return resolve(folder)
    onProgress(`Not taken from PATH: ${problem}`)
  }
  const place = resolve(options.into ?? '.startnode', 'temporal-server', version)
  if ((await lookAt(place, version, run)) !== null) await build(place, version, onProgress, run)
  return place
}

/** Null: both programs are there, in this version. */
async function lookAt(folder: string, version: string, run: RunProgram): Promise<string | null> {
  for (const { name } of PROGRAMS) {
    if (!(await isExecutable(join(folder, name)))) return `${folder} has no program ${name}`
  }
  const { lastLines } = await run(join(folder, PROGRAMS[0].name), ['--version'], () => {})
  return lastLines.split(/\s+/).includes(version)
    ? null
    : `${join(folder, PROGRAMS[0].name)} is not version ${version} (it says: ${lastLines})`
}

/** Built beside and renamed into place, so that a Ctrl-C leaves nothing half done. */
async function build(
  place: string,
  version: string,
  onProgress: (text: string) => void,
  run: RunProgram,
): Promise<void> {
  const go = await run('go', ['version'], () => {})
  if (go.code !== 0)
    throw new Error(
      `The Temporal server ${version} has to be built, and there is no Go on PATH: install Go (https://go.dev/dl), or set ${SERVER_DIR} to a folder with ${PROGRAMS.map(({ name }) => name).join(' and ')} of this version`,
    )
  const work = `${place}.${randomBytes(4).toString('hex')}.tmp`
  await mkdir(work, { recursive: true })
  try {
    onProgress(
      `Building the Temporal server ${version} with ${go.lastLines} (once; about ${Math.ceil(10 / availableParallelism())} minutes on ${availableParallelism()} cores) ...`,
    )
    let packages = 0
    const ended = await run(
      'env',
      [
        ...[`GOBIN=${work}`, 'CGO_ENABLED=0', 'go', 'install', '-v'],
        ...PROGRAMS.map(({ source }) => `${source}@v${version}`),
      ],
      (line) => {
        if (line.startsWith('go: downloading ')) return
        packages += 1
        if (packages % TOLD_EVERY === 0) onProgress(`  ${packages} packages built`)
      },
    )
    if (ended.code !== 0)
      throw new Error(`The Temporal server ${version} could not be built: ${ended.lastLines}`)
    for (const { name, built } of PROGRAMS) await rename(join(work, built), join(work, name))
    await rm(place, { recursive: true, force: true })
    await rename(work, place)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

const runServerProgram: RunProgram = (command, args, onLine) =>
  runProgram(command, args, onLine, BUILDS_WITHIN_MS)
