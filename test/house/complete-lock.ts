/**
 * `npx tsx test/house/complete-lock.ts` after `npm install`: adds to package-lock.json the optional packages of other
 * platforms that npm left out because its registry does not serve them. Without an entry for each, `npm ci` refuses
 * the lock on every machine; with one it skips those that are for another platform.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface LockedPackage {
  readonly version?: string
  readonly dev?: boolean
  readonly license?: string
  readonly engines?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
}

export interface Lock {
  packages: Record<string, LockedPackage>
}

const SYSTEMS = ['android', 'darwin', 'linux', 'win32']
const PROCESSORS = ['arm64', 'x64', 'arm', 'ppc64', 's390x', 'ia32']

/** Name and version of every optional package that has no entry, with the package that wants it. */
export function findMissing({ packages }: Lock): { name: string; version: string; parent: LockedPackage }[] {
  return Object.entries(packages).flatMap(([path, parent]) =>
    Object.entries(parent.optionalDependencies ?? {})
      .filter(([name]) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`])
      .map(([name, version]) => ({ name, version, parent })),
  )
}

function completeLock(lock: Lock): string[] {
  const missing = findMissing(lock)
  for (const { name, version, parent } of missing) {
    const words = name.split('/').at(-1)?.split('-') ?? []
    const system = SYSTEMS.find((word) => words.includes(word))
    const processor = PROCESSORS.find((word) => words.includes(word))
    if (!system || !processor) throw new Error(`${name}: which platform is it for?`)
    const libc = words.includes('musl')
      ? 'musl'
      : system === 'linux' && words.includes('gnu')
        ? 'glibc'
        : null
    const entry = {
      version,
      cpu: [processor],
      ...(parent.dev ? { dev: true } : {}),
      ...(libc ? { libc: [libc] } : {}),
      ...(parent.license ? { license: parent.license } : {}),
      optional: true,
      os: [system],
      ...(parent.engines ? { engines: parent.engines } : {}),
    }
    lock.packages[`node_modules/${name}`] = entry
  }
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'))
  lock.packages = Object.fromEntries(sorted)
  return missing.map(({ name }) => name)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock
  const added = completeLock(lock)
  writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
  process.stdout.write(`${added.length} added ${added.join(' ')}\n`)
}
