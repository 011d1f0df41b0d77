/**
 * The note beside a database file says which dev server has it open, so that the next start finds one that outlived
 * its process. It proves nothing by itself: a process id may have been given to another program meanwhile. So the
 * process must have our arguments, the absolute path of the database among them, and must have lost its parent; whose
 * parent still runs belongs to it. Asked of `ps`, which Linux and macOS have; where it is missing nothing is recognised.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { runProgram } from './run-program.ts'

interface Note {
  readonly pid: number
  /** Process id of who started it. */
  readonly owner: number
  /** Its arguments, as `ps` prints them. */
  readonly args: string
}

/** As long as `stop` of a dev server gives it, ms. */
const STOPS_WITHIN_MS = 10_000

const noteOf = (dbFile: string) => `${dbFile}.pid.json`

/** Writes down that this process runs the server `pid` on `dbFile`. */
export function noteServer(dbFile: string, pid: number, args: readonly string[]): void {
  const note: Note = { pid, owner: process.pid, args: args.join(' ') }
  writeFileSync(noteOf(dbFile), JSON.stringify(note), { mode: 0o600 })
}

/** To be called once the server has ended. */
export function forgetServer(dbFile: string): void {
  rmSync(noteOf(dbFile), { force: true })
}

/**
 * Stops the dev server that an earlier process left behind with this database; does nothing where there is none.
 *
 * @param onProgress told when one was stopped
 * @throws StartnodeError `already_running`: the process that started it is alive, or it may not be stopped by us
 */
export async function stopLeftover(dbFile: string, onProgress: (text: string) => void): Promise<void> {
  const note = readNote(dbFile)
  if (note === null) return
  const found = await look(note)
  if (!found?.isOurs) return
  if (found.parent === note.owner) {
    throw new StartnodeError(
      'already_running',
      `Process ${note.owner} already runs Temporal on ${dbFile}. Stop that one first, or give this one a STATE_DIR and ports of its own`,
    )
  }
  await stopProcess(note)
  forgetServer(dbFile)
  onProgress(`Stopped the Temporal of an earlier run that was still there (process ${note.pid})`)
}

async function stopProcess(note: Note): Promise<void> {
  const end = Date.now() + STOPS_WITHIN_MS
  let problem = send(note.pid, 'SIGTERM')
  for (;;) {
    const found = await look(note)
    if (found === null) return
    if (Date.now() > end && found.isOurs) problem = send(note.pid, 'SIGKILL')
    if (problem !== null || Date.now() > end + STOPS_WITHIN_MS) {
      throw new StartnodeError(
        'already_running',
        `The Temporal of an earlier run (process ${note.pid}) can not be stopped: ${problem ?? 'it does not end'}`,
      )
    }
    await sleep(50)
  }
}

/** @returns why it could not be sent, or null */
function send(pid: number, signal: 'SIGTERM' | 'SIGKILL'): string | null {
  try {
    process.kill(pid, signal)
    return null
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ESRCH' ? null : message
  }
}

function readNote(dbFile: string): Note | null {
  try {
    const { pid, owner, args }: Partial<Note> = JSON.parse(readFileSync(noteOf(dbFile), 'utf8'))
    return Number.isInteger(pid) && Number.isInteger(owner) && args ? ({ pid, owner, args } as Note) : null
  } catch {
    // None, or cut off by a crash: then nothing is known
    return null
  }
}

/** What has the process id of the note now; null: nothing any more. */
async function look({ pid, args }: Note): Promise<{ parent: number; isOurs: boolean } | null> {
  // One -o each: on macOS the text after `=` is a heading up to the end of the argument
  const { lastLines } = await runProgram(
    'ps',
    ['-ww', '-o', 'ppid=', '-o', 'stat=', '-o', 'command=', '-p', String(pid)],
    () => {},
  )
  const [, parent, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(lastLines) ?? []
  // Z: it has ended, its parent has not asked how yet
  if (parent === undefined || state?.startsWith('Z')) return null
  return { parent: Number(parent), isOurs: command?.endsWith(` ${args}`) === true }
}
