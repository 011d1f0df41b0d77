/** The browser of the tests of the console comes by itself, and where it can't, one sentence says what to do. */
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunProgram } from '../../src/temporal/dev/run-program.ts'
import { bringChromium } from '../browser/bring-chromium.ts'
import { findChromium } from '../browser/find-chromium.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'startnode-chromium-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function writeBrowser(name: string): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, '#!/bin/sh\n')
  await chmod(file, 0o755)
  return file
}

/** Stands for a machine: who runs what `installs` names has a browser afterwards; all else fails as it would without a network. */
function machine(installs: string | null) {
  const ran: string[] = []
  const progress: string[] = []
  const run: RunProgram = async (command, args, onLine) => {
    const line = [command, ...args].join(' ')
    ran.push(line)
    if (line.includes('apt-get update')) return { code: 0, lastLines: '' }
    if (installs !== null && new RegExp(installs).test(line)) {
      for (const said of ['Need to get 81.2 MB', 'Selecting fonts', '|■■■■| 100% of 170 MiB']) onLine(said)
      await writeBrowser('chromium')
      return { code: 0, lastLines: '' }
    }
    onLine(line.includes('apt-get') ? 'E: Unable to locate package chromium' : 'Error: getaddrinfo ENOTFOUND')
    onLine('Error: what follows from it')
    return { code: 1, lastLines: '    at ChildProcess.onexit' }
  }
  const find = () => findChromium(folder, join(folder, 'downloaded', 'chrome'))
  return { ran, progress, options: { run, find, onProgress: (text: string) => void progress.push(text) } }
}

test('Chromium on PATH comes first, else the one that Playwright has downloaded', async () => {
  expect(findChromium(folder, '/nowhere/chrome')).toBe(null)
  const downloaded = await writeBrowser('chrome')
  expect(findChromium(folder, downloaded)).toBe(downloaded)
  const onPath = await writeBrowser('google-chrome')
  expect(findChromium(`/nowhere:${folder}`, downloaded)).toBe(onPath)
})

test('the headless shell comes before a whole Chromium, wherever on PATH', async () => {
  await writeBrowser('chromium')
  const elsewhere = await mkdtemp(join(tmpdir(), 'startnode-chromium-'))
  try {
    await symlink(join(folder, 'chromium'), join(elsewhere, 'chromium-headless-shell'))
    expect(findChromium(`${folder}:${elsewhere}`, '/nowhere/chrome')).toBe(
      join(elsewhere, 'chromium-headless-shell'),
    )
  } finally {
    await rm(elsewhere, { recursive: true })
  }
})

test('what is there is not installed', async () => {
  const { ran, options } = machine('apt-get')
  const there = await writeBrowser('chromium-browser')
  expect(await bringChromium({ ...options, isRoot: true })).toBe(there)
  expect(ran).toEqual([])
})

test('root gets the headless shell of Debian, and sees how far it is', async () => {
  const { ran, progress, options } = machine('chromium-headless-shell')
  expect(await bringChromium({ ...options, isRoot: true })).toBe(join(folder, 'chromium'))
  expect(ran).toHaveLength(2)
  expect(progress).toEqual([
    'Installing Chromium for the tests of the console (apt-get install chromium-headless-shell, once) ...',
    '  Need to get 81.2 MB',
  ])
})

test('where Debian has no headless shell, root gets its Chromium', async () => {
  const { ran, options } = machine(' chromium$')
  expect(await bringChromium({ ...options, isRoot: true })).toBe(join(folder, 'chromium'))
  expect(ran.at(-1)).toMatch(/apt-get install .* chromium$/)
})

test('who is not root gets the download of Playwright, and sees how far it is', async () => {
  const { ran, progress, options } = machine('playwright-core')
  expect(await bringChromium({ ...options, isRoot: false })).toBe(join(folder, 'chromium'))
  expect(ran).toEqual([expect.stringMatching(/playwright-core.cli\.js install --no-shell chromium$/)])
  expect(progress.at(-1)).toBe('  |■■■■| 100% of 170 MiB')
})

test('where Debian has none, root gets the download of Playwright', async () => {
  const { options } = machine('playwright-core')
  expect(await bringChromium({ ...options, isRoot: true })).toBe(join(folder, 'chromium'))
})

test('where neither can be had, one sentence says why and what to do', async () => {
  const { options } = machine(null)
  await expect(bringChromium({ ...options, isRoot: true })).rejects.toThrow(
    'The tests of the console need Chromium and none could be installed (`apt-get install ' +
      'chromium-headless-shell`: E: Unable to locate package chromium; `apt-get install chromium`: E: Unable to locate ' +
      'package chromium; `playwright-core install chromium`: Error: getaddrinfo ENOTFOUND): put `chromium` or ' +
      "`google-chrome` on PATH, or run the other tests alone, `npx vitest run --exclude 'test/browser/**'`.",
  )
})
