/** Nothing of this suite stays behind. */
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { plainEnv, startChild } from '../helpers/child-process.ts'
import { TYPESCRIPT } from '../helpers/typescript.ts'
import { waitFor } from '../helpers/wait-for.ts'

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

test('PostgreSQL, Temporal and their folder are gone when who started them is killed', async () => {
  const env = {
    ...plainEnv(),
    TEMPORAL_SERVER_DIR: process.env.TEMPORAL_SERVER_DIR,
    POSTGRES_DIR: process.env.POSTGRES_DIR,
  }
  const child = startChild([...TYPESCRIPT, 'test/production/hold-composition.ts'], { env })
  const started = await waitFor('both run', () => /^\{.*\}$/m.exec(child.stdout())?.[0], 240_000)
  const { folder, pids } = JSON.parse(started) as { folder: string; pids: number[] }
  expect(pids.map(isAlive)).toEqual([true, true])
  await child.end('SIGKILL')
  await waitFor('all are gone', () => !pids.some(isAlive) && !existsSync(folder))
})
