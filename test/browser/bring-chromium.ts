/** The browser of the tests of the console: found, or installed. test/helpers/global-setup.ts does it once a run. */
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { type RunProgram, runProgram } from '../../src/temporal/dev/run-program.ts'
import { findChromium } from './find-chromium.ts'

const PLAYWRIGHT = fileURLToPath(new URL('../../node_modules/playwright-core/cli.js', import.meta.url))

/** Killed half way, apt leaves packages that are not set up; and mirrors are slow at times. */
const INSTALL_WITHIN_MS = 30 * 60_000

interface Way {
  readonly name: string
  readonly commands: readonly (readonly [string, ...string[]])[]
  /** Lines that tell how far it is. */
  readonly telling: RegExp
}

const debian = (name: string): Way => ({
  name: `apt-get install ${name}`,
  commands: [
    ['apt-get', 'update', '-qq'],
    [
      ...(['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'] as const),
      ...['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=600', name],
    ],
  ],
  telling: new RegExp(`^(?:Need to get|Fetched|Unpacking ${name} |Setting up ${name} )`),
})

/** The shell is Chromium without its windows, for which the whole one takes half as much again. */
const DEBIAN = [debian('chromium-headless-shell'), debian('chromium')]

const PLAYWRIGHT_OWN: Way = {
  name: 'playwright-core install chromium',
  commands: [[process.execPath, PLAYWRIGHT, 'install', '--no-shell', 'chromium']],
  telling: /^(?:Downloading|\|)/,
}

/**
 * Brings a Chromium: the one of this machine, else Debian's package (as root; its headless shell, where there is one), else
 * Playwright's own download.
 *
 * @param options.onProgress one line of progress for a person
 * @param options.find, options.run, options.isRoot what this machine has, can and may (default: really)
 * @returns its executable
 * @throws Error in one sentence: what was tried, why it failed and what to do
 * @example const executablePath = await bringChromium({ onProgress: console.error })
 */
export async function bringChromium(options: {
  readonly onProgress: (text: string) => void
  readonly find?: () => string | null
  readonly run?: RunProgram
  readonly isRoot?: boolean
}): Promise<string> {
  const {
    onProgress,
    find = findChromium,
    run = (command, args, onLine) => runProgram(command, args, onLine, INSTALL_WITHIN_MS),
    isRoot = process.getuid?.() === 0,
  } = options
  const found = find()
  if (found !== null) return found
  const tried: string[] = []
  for (const way of isRoot ? [...DEBIAN, PLAYWRIGHT_OWN] : [PLAYWRIGHT_OWN]) {
    onProgress(`Installing Chromium for the tests of the console (${way.name}, once) ...`)
    const failure = await takeWay(way, run, onProgress)
    const installed = find()
    if (installed !== null) return installed
    tried.push(`\`${way.name}\`: ${failure ?? 'it brought none'}`)
  }
  throw new Error(
    `The tests of the console need Chromium and none could be installed (${tried.join('; ')}): put \`chromium\` or ` +
      "`google-chrome` on PATH, or run the other tests alone, `npx vitest run --exclude 'test/browser/**'`.",
  )
}

/** @returns why it failed, or null */
async function takeWay(
  { commands, telling }: Way,
  run: RunProgram,
  onProgress: (text: string) => void,
): Promise<string | null> {
  const errors: string[] = []
  for (const [command, ...args] of commands) {
    const { code, lastLines } = await run(command, args, (text) => {
      const line = stripVTControlCharacters(text)
      if (telling.test(line)) onProgress(`  ${line}`)
      if (/^E(?:rror)?: /.test(line)) errors.push(line)
    })
    // The first is the cause: later ones say what follows from it
    if (code !== 0) return errors[0] ?? (lastLines || `${command} ended with ${code}`)
  }
  return null
}
