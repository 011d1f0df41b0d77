/** What is done to the inbox of a receiver: damaged, read-only, a disk that fails, a folder of a while ago. */
import { execFile } from 'node:child_process'
import { chmod, cp, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { StackReceiver } from '../../helpers/stack-processes.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { AFTER_MS, type Inflicted } from './inflicted.ts'

const FIRST_PAGES = 8_192
const UNWRITABLE = 'the inbox can not be written'
const run = promisify(execFile)

/** A receiver must not start on a damaged inbox, say which file it is, and leave it as it is. */
export async function damage(receiver: StackReceiver, how: 'cut' | 'text' | 'empty'): Promise<Inflicted> {
  await receiver.end('SIGKILL')
  const file = await findInbox(receiver.stateDir)
  const kept = `${file}.kept`
  await cp(file, kept)
  if (how === 'text') await writeFile(file, 'This is no inbox\n'.repeat(1_000))
  else await truncate(file, how === 'empty' ? 0 : 20_000)
  const started = await receiver.start().then(
    () => 'it started',
    (error: Error) => error.message,
  )
  if (!started.includes(file)) throw new Error(`A receiver on a damaged inbox (${how}): ${started}`)
  return {
    forMs: 0,
    heal: async () => {
      await rm(file)
      await cp(kept, file)
      await rm(kept)
      await receiver.start()
    },
  }
}

/** Writes behind the first pages of a file fail for a while, in a process that goes on or dies of it. */
export async function failDisk(receiver: StackReceiver): Promise<Inflicted> {
  const { pid, isRunning } = receiver.child()
  const logged = receiver.log().length
  const limit = (bytes: number | 'unlimited') =>
    run('prlimit', [`--fsize=${bytes}:unlimited`, '--pid', String(pid)])
  await limit(FIRST_PAGES)
  return {
    forMs: AFTER_MS,
    heal: async () => {
      const hasBitten = () => !isRunning() || receiver.log().slice(logged).includes(UNWRITABLE)
      await waitFor('a write has failed', hasBitten)
      // The store's native code may end the process after a failed write, also just now
      await limit('unlimited').catch(() => waitFor('it has died of it', () => !isRunning()))
      await receiver.end()
      await receiver.start()
    },
  }
}

async function findInbox(stateDir: string): Promise<string> {
  const names = await readdir(stateDir, { recursive: true })
  // The log of requests has such a file, too
  const name = names.find((one) => one.endsWith(join('inbox', 'data.mdb')))
  if (name === undefined) throw new Error(`No inbox in ${stateDir}: ${names.join(', ')}`)
  return join(stateDir, name)
}

/** The folder of a while ago, put back by somebody: what it holds was forwarded, and is again. */
export async function bringOldFolderBack(receiver: StackReceiver): Promise<Inflicted> {
  const old = `${receiver.stateDir}.old`
  await receiver.end('SIGKILL')
  // A lock's socket is nobody's data
  await cp(receiver.stateDir, old, { recursive: true, filter: (file) => !file.endsWith('.sock') })
  await receiver.start()
  return {
    forMs: 2_000,
    heal: async () => {
      await drain(receiver)
      await rm(receiver.stateDir, { recursive: true })
      await cp(old, receiver.stateDir, { recursive: true })
      await rm(old, { recursive: true })
      await receiver.start()
    },
  }
}

/** Ends the receiver with nothing left in its inbox. */
async function drain(receiver: StackReceiver): Promise<void> {
  await waitFor(
    'the inbox is empty',
    async () => {
      await receiver.end('SIGTERM')
      const left = Number(/"left":(\d+)(?!.*"left":)/s.exec(receiver.log())?.[1] ?? 0)
      if (left === 0) return true
      await receiver.start()
      return false
    },
    300_000,
  )
}

/**
 * A volume that came up read-only: a receiver must not start on it, and say which folder it is. Root has a mount for it, whom no
 * permission stops; others take the permission away.
 */
export async function makeReadOnly(receiver: StackReceiver): Promise<Inflicted> {
  const folder = dirname(await findInbox(receiver.stateDir))
  await receiver.end('SIGKILL')
  const writable = await takeWritingAway(folder)
  const started = await receiver
    .start()
    .then(
      () => 'it started',
      (error: Error) => error.message,
    )
    .finally(writable)
  if (!started.includes(`The inbox ${folder} can not be used`) || !started.includes('inbox_unwritable'))
    throw new Error(`A receiver on a read-only inbox: ${started}`)
  return { forMs: 0, heal: () => receiver.start() }
}

/** @returns what gives it back */
async function takeWritingAway(folder: string): Promise<() => Promise<void>> {
  if (process.getuid?.() !== 0) {
    await chmod(folder, 0o500)
    return () => chmod(folder, 0o700)
  }
  await run('mount', ['--bind', folder, folder])
  const writable = async () => void (await run('umount', [folder]))
  await run('mount', ['-o', 'remount,ro,bind', folder]).catch(async (error: unknown) => {
    await writable()
    throw error
  })
  return writable
}
