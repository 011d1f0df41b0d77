/** The libraries of `require("libs/<name>.js")`, as source text for the sandbox: they never run outside of it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { DATEUTILS } from './dateutils-source.ts'

export interface LibraryFile {
  /** Its name in the stack of an error; a file is evaluated once in a run. */
  readonly name: string
  /** An expression: a function of what the file may find in the place of module systems and browsers. */
  readonly source: string
}

const CIPHER = ['core', 'enc-base64', 'md5', 'evpkdf', 'cipher-core']
const MOMENT = 'moment/min/moment.min.js'
const ofCrypto = (...names: readonly string[]) => names.map((name) => `crypto-js/${name}.js`)

/** The parts of each library in the order they build on each other: those of the rollups of CryptoJS 3.1.2. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  sha1: ofCrypto('core', 'sha1'),
  md5: ofCrypto('core', 'md5'),
  'hmac-sha1': ofCrypto('core', 'sha1', 'hmac'),
  'hmac-md5': ofCrypto('core', 'md5', 'hmac'),
  'hmac-sha256': ofCrypto('core', 'sha256', 'hmac'),
  sha256: ofCrypto('core', 'sha256'),
  sha512: ofCrypto('core', 'x64-core', 'sha512'),
  aes: ofCrypto(...CIPHER, 'aes'),
  tripledes: ofCrypto(...CIPHER, 'tripledes'),
  rc4: ofCrypto(...CIPHER, 'rc4'),
  rabbit: ofCrypto(...CIPHER, 'rabbit'),
  base64: ofCrypto('core', 'enc-base64'),
  dateutils: ['dateutils'],
  moment: [MOMENT],
  'moment-timezone': [MOMENT, 'moment-timezone/builds/moment-timezone-with-data.min.js'],
  'moment-with-locales': ['moment/min/moment-with-locales.min.js'],
  xregexp: ['xregexp/xregexp-all.js'],
  lodash: ['lodash/lodash.min.js'],
}

export const LIBRARIES: readonly string[] = Object.keys(PARTS)

const { resolve } = createRequire(import.meta.url)
const known = new Map<string, LibraryFile>()

/**
 * The files of a library, each read from its package once in a thread.
 *
 * @param path as a script names it
 * @returns null: there is no such library
 * @example findLibrary('libs/sha1.js')
 */
export function findLibrary(path: string): readonly LibraryFile[] | null {
  const name = /^libs\/(.+)\.js$/.exec(path)?.[1]
  if (name === undefined || !Object.hasOwn(PARTS, name)) return null
  return (PARTS[name] ?? []).map((part) => {
    const file = known.get(part) ?? { name: part, source: wrap(readPart(part)) }
    known.set(part, file)
    return file
  })
}

function readPart(part: string): string {
  return part === 'dateutils' ? DATEUTILS : readFileSync(resolve(part), 'utf8')
}

/** A script's own `exports`, `module` or `define` must not draw the library away from the global it is to set. */
function wrap(source: string): string {
  return `(function (window, exports, module, define, require, self, global) { ${source}\n})`
}
