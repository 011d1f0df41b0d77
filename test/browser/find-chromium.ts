import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** The Chromium of this machine. @throws Error when there is none: `apt-get install chromium`, as .ci/run does */
export function findChromium(): string {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) if (existsSync(join(folder, name))) return join(folder, name)
  }
  throw new Error(`No Chromium on PATH (${NAMES.join(', ')}): apt-get install chromium`)
}
