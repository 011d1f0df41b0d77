import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

/** The headless shell first: it has no windows to draw. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']

/**
 * The Chromium of this machine: on PATH, else the one Playwright has downloaded. Null when there is neither.
 *
 * @param path where to look, in the form of PATH (default: PATH)
 * @param downloaded where Playwright keeps its own
 */
export function findChromium(
  path = process.env.PATH ?? '',
  downloaded = chromium.executablePath(),
): string | null {
  const onPath = NAMES.flatMap((name) => path.split(delimiter).map((folder) => join(folder, name)))
  return [...onPath, downloaded].find((file) => existsSync(file)) ?? null
}
