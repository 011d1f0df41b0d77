import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Postgres } from './find-postgres.ts'

/**
 * The first start of the image `postgres`: a cluster with the user and password of its environment, and a database of that name.
 * Does nothing where there is one.
 *
 * @param data the folder that stands for its volume
 */
export function initPostgres(
  { bin, user }: Postgres,
  data: string,
  env: Readonly<Record<string, string>>,
): void {
  if (existsSync(join(data, 'PG_VERSION'))) return
  const { POSTGRES_USER = 'postgres', POSTGRES_PASSWORD = '' } = env
  if (user) chownSync(data, user.uid, user.gid)
  const passwordFile = `${data}.password`
  writeFileSync(passwordFile, `${POSTGRES_PASSWORD}\n`, { mode: 0o600 })
  if (user) chownSync(passwordFile, user.uid, user.gid)
  const as = {
    env: { PATH: env.PATH },
    cwd: data,
    stdio: ['pipe', 'ignore', 'pipe'] as ('pipe' | 'ignore')[],
    ...(user ?? {}),
  }
  execFileSync(
    join(bin, 'initdb'),
    [
      ...['-D', data, '-U', POSTGRES_USER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--locale=C.UTF-8'],
    ],
    as,
  )
  rmSync(passwordFile)
  const database = env.POSTGRES_DB ?? POSTGRES_USER
  if (database !== 'postgres')
    execFileSync(join(bin, 'postgres'), ['--single', '-D', data, 'postgres'], {
      ...as,
      input: `CREATE DATABASE "${database}";\n`,
    })
}
