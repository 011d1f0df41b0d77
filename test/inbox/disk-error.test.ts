/** A disk that fails: what was acknowledged stays, what was not is refused, and the cause is said. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { WriteHealth } from '../../src/inbox/write-health.ts'
import { TYPESCRIPT } from '../helpers/typescript.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { useInboxes } from './use-inbox-dir.ts'

const { open, makeDir } = useInboxes()
const MAP_BYTES = 4 << 20

/** Fills an inbox in a process that may not write beyond the first MiB of a file (blocks of 512 bytes). */
async function fillWithFailingDisk(dir: string): Promise<{ stdout: string; stderr: string }> {
  const script = fileURLToPath(new URL('fill-inbox.ts', import.meta.url))
  const limited = `trap '' XFSZ; ulimit -f 2048; exec "$@"`
  const command = ['-c', limited, 'sh', process.execPath, ...TYPESCRIPT, script, dir, String(MAP_BYTES)]
  // After a failed write the store's native code may abort the process later: that is not what is asked here.
  return promisify(execFile)('sh', command).catch((error: { stdout: string; stderr: string }) => error)
}

test('a write the disk does not take is answered 503, and every delivery acknowledged before is kept', async () => {
  const dir = makeDir()
  await (await open({ dir, mapBytes: MAP_BYTES })).close()
  const { stdout } = await fillWithFailingDisk(dir)
  const report = JSON.parse(stdout)
  expect(report).toMatchObject({ code: 'inbox_unwritable', writable: false, counted: report.kept.length })
  expect(report.cause).toMatch(/too large/i)
  expect(report.kept.length).toBeGreaterThan(50)
  const inbox = await open({ dir, mapBytes: MAP_BYTES })
  expect(inbox.read(0, 10_000).map(({ delivery }) => delivery.taskId)).toEqual(report.kept)
  expect(inbox.isWritable()).toBe(true)
})

test('a disk too small for the map shows at the start, not after a 200', async () => {
  const { stdout, stderr } = await fillWithFailingDisk(makeDir())
  expect(stdout).toBe('')
  expect(stderr).toContain('inbox_unwritable')
})

test('after a failure the inbox finds out by itself when writing works again', async () => {
  let broken = true
  const lines: string[] = []
  const note = (_: object, text: string) => void lines.push(text)
  const probe = async () => {
    if (broken) throw new Error('still broken')
  }
  const health = new WriteHealth(probe, { info: note, warn: note, error: note })
  const cause = new Error('No space left on device')
  const commitError = Promise.reject(cause)
  commitError.catch(() => {})
  const failed = Promise.reject(Object.assign(new Error('Commit failed'), { commitError }))
  await expect(health.watch(failed)).rejects.toBe(cause)
  await expect(health.watch(Promise.resolve(false))).rejects.toThrow('did not take')
  expect(health.ok).toBe(false)
  broken = false
  await waitFor('recovery', () => health.ok)
  expect(lines).toEqual(['the inbox can not be written', 'the inbox can be written again'])
})
