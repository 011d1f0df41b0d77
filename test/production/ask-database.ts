/** SQL for the visibility store of the run's Temporal: what would take hours by starting tasks. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where PostgreSQL of this run is (global-setup.ts). */
    database: { readonly bin: string; readonly host: string; readonly password: string }
  }
}

/** @returns what `psql` prints: rows as lines, without headings */
export async function askDatabase(sql: string): Promise<string> {
  const { bin, host, password } = inject('database')
  const words = [
    '-h',
    host,
    '-U',
    'temporal',
    '-d',
    'temporal_visibility',
    '-v',
    'ON_ERROR_STOP=1',
    '-Atc',
    sql,
  ]
  const { stdout } = await promisify(execFile)(join(bin, 'psql'), words, {
    env: { PGPASSWORD: password },
    maxBuffer: 10_000_000,
  })
  return stdout.trim()
}
