/** What every file of this project keeps, so that a reader finds a small house with one idea per room. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { findMissing, type Lock } from './complete-lock.ts'

const run = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: 'utf8' }).trim()

const tracked = run('git', 'ls-files').split('\n').filter(existsSync)
const read = (file: string) => readFileSync(file, 'utf8')
const sources = tracked.filter((file) => /^(?:src|workflows|activities)\/.*\.tsx?$/.test(file))
const tests = tracked.filter((file) => /^test\/.*\.ts$/.test(file))
const texts = tracked.filter((file) => !/\.(?:png|ico|zip|tgz|lock)$/.test(file))

/** `file:line: text` of every line that matches. */
function linesWith(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  )
}

test('source files are short: half below 80 lines, nine in ten below 250, none above 350', () => {
  const lengths = sources.map((file) => ({ file, lines: read(file).split('\n').length }))
  const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b)
  const share = (part: number) => sorted[Math.floor((sorted.length - 1) * part)]
  expect(share(0.5)).toBeLessThan(80)
  expect(share(0.9)).toBeLessThan(250)
  expect(lengths.filter(({ lines }) => lines > 350)).toEqual([])
})

test('file names are kebab-case', () => {
  const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:start|test|types|config|build|conv))*\.[a-z]+$/
  expect([...sources, ...tests].filter((file) => !kebab.test(basename(file)))).toEqual([])
})

test('the type checker is never talked out of an error', () => {
  const ways = /@ts-(?:ignore|nocheck)|biome-ignore[^:]*noExplicitAny|[:<,(]\s*any\b\s*[>,)=;[]|\bas any\b/
  expect(
    linesWith(
      [...sources, ...tests].filter((file) => file !== 'test/house/files.test.ts'),
      ways,
    ),
  ).toEqual([])
})

test('secrets are compared in constant time, never with === or !==', () => {
  const secret =
    /(?:signature|secret|password|proof|hmac|digest|apiKey|credential)\w*\)?\s*[!=]==(?!\s*(?:undefined|null|typeof|'|"|`|\d))/i
  expect(linesWith(sources, secret)).toEqual([])
})

test('every test runs, and waits on a condition instead of a time', () => {
  const others = tests.filter((file) => file.endsWith('.test.ts') && !file.startsWith('test/house/'))
  expect(linesWith(others, /\b(?:test|it|describe)(?:\.\w+)*\.(?:skip|only|todo|skipIf|runIf)\b/)).toEqual([])
  expect(linesWith(others, /await (?:sleep|delay)\(|=>\s*setTimeout\(resolve|=>\s*setTimeout\(r,/)).toEqual(
    [],
  )
})

test('no file knows the machine it was written on', () => {
  const registry = new URL(run('npm', 'config', 'get', 'registry')).host
  const places = ['(?<![\\w.:/])/(?:work|root|home)/[\\w.]']
  if (registry !== 'registry.npmjs.org') places.push(registry.replaceAll('.', '\\.'))
  const here = new RegExp(places.join('|'))
  expect(
    linesWith(
      texts.filter((file) => file !== 'test/house/files.test.ts'),
      here,
    ),
  ).toEqual([])
  expect(linesWith(['package-lock.json'], /"resolved": "http/)).toEqual([])
})

test('the lock file is complete for every platform, or `npm ci` would refuse it', () => {
  const lock = JSON.parse(read('package-lock.json')) as Lock
  expect(findMissing(lock).map(({ name }) => name)).toEqual([])
})
