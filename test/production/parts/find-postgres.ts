/** PostgreSQL of this machine, and the user it runs as: it refuses to run as root. */
import { execFileSync } from 'node:child_process'
import { readdirSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { isExecutable } from '../../../src/temporal/dev/install-temporal.ts'

/** Folder with `postgres`, `initdb` and the like, instead of those found. */
const POSTGRES_DIR = 'POSTGRES_DIR'
const NEEDED = ['postgres', 'initdb', 'pg_isready', 'pg_dump', 'pg_restore', 'psql'] as const
/** Where Debian puts what it does not put on PATH. */
const DEBIAN = '/usr/lib/postgresql'

/** Programs and user of a PostgreSQL. */
export interface Postgres {
  /** Folder with its programs. */
  readonly bin: string
  /** What `postgres --version` says. */
  readonly version: string
  /** Who runs it; null: who runs this. */
  readonly user: { readonly uid: number; readonly gid: number } | null
}

/**
 * Finds the programs in the folder of `POSTGRES_DIR`, on PATH, or where Debian's package has them.
 *
 * @throws Error saying what to do
 */
export async function findPostgres(
  options: { readonly env?: NodeJS.ProcessEnv; readonly debian?: string } = {},
): Promise<Postgres> {
  const { env = process.env, debian = DEBIAN } = options
  const told = env[POSTGRES_DIR]
  const folders = told ? [told] : [...onPath(env.PATH ?? ''), ...versionsIn(debian)]
  for (const folder of folders) {
    const postgres = join(folder, 'postgres')
    if (!(await isExecutable(postgres))) continue
    // A link on PATH leads to the folder that has all of them
    for (const bin of [dirname(realpathSync(postgres)), resolve(folder)]) {
      if (!(await hasAll(bin))) continue
      const version = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).trim()
      return { bin, version, user: process.getuid?.() === 0 ? unprivileged() : null }
    }
  }
  throw new Error(
    told
      ? `${POSTGRES_DIR}: ${told} has not all of ${NEEDED.join(', ')}`
      : `No PostgreSQL server was found, neither on PATH nor in ${debian}: install it (Debian: apt-get install postgresql), or set ${POSTGRES_DIR} to the folder with ${NEEDED.join(', ')}`,
  )
}

async function hasAll(folder: string): Promise<boolean> {
  const found = await Promise.all(NEEDED.map((name) => isExecutable(join(folder, name))))
  return found.every(Boolean)
}

const onPath = (path: string) => path.split(delimiter).filter((folder) => folder !== '')

/** Newest first. */
function versionsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(folder, version, 'bin'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function unprivileged(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = ['-u', '-g'].map((flag) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' })),
      )
      if (uid !== undefined && gid !== undefined) return { uid, gid }
    } catch (error) {
      if (name === 'nobody')
        throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody', {
          cause: error,
        })
    }
  }
  throw new Error('unreachable')
}
