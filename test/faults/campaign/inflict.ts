/** Does a fault to the stack, and gives what heals it. A fault that did not bite is an error: it would prove nothing. */
import { execFile } from 'node:child_process'
import { cp, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { StackReceiver } from '../../helpers/stack-processes.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { type CampaignStack, livePathOf } from './campaign-stack.ts'
import { PROCESSES } from './events.ts'
import type { Fault, Part } from './plan.ts'

export interface Inflicted {
  /** How long (ms) it lasts before it is healed. */
  readonly forMs: number
  heal(): Promise<void>
}

const SHIFT_CLOCK = fileURLToPath(new URL('./shift-clock.mjs', import.meta.url))
const FIRST_PAGES = 8_192
const UNWRITABLE = 'the inbox can not be written'
const OVERLAP_MS = 3_600_000
const AFTER_MS = 500
const PATIENCE_MS = 120_000
const NOTHING = async () => {}

/** What the load must know of it. */
export interface FaultNotes {
  /** Paths that were revoked: no receiver may take them once all is healed. */
  readonly revoked: string[]
  /** Sends bodies of 900 KB to that receiver until it is full. @returns how many were refused for that */
  fill(receiver: StackReceiver): Promise<number>
}

/** @throws Error when the stack can't be hurt so, which is a fault of the product or of the campaign */
export async function inflict(fault: Fault, on: CampaignStack, notes: FaultNotes): Promise<Inflicted> {
  switch (fault.kind) {
    case 'kill':
    case 'end': {
      const signal = fault.kind === 'kill' ? 'SIGKILL' : 'SIGTERM'
      await Promise.all(fault.parts.map((part) => partOf(on, part).end(signal)))
      return {
        forMs: AFTER_MS,
        heal: async () => {
          // One after the other, since each start takes a core; Temporal and its database first
          for (const part of [...fault.parts].sort(byNeed)) await partOf(on, part).start()
        },
      }
    }
    case 'freeze':
      for (const part of fault.parts) partOf(on, part).send('SIGSTOP')
      return {
        forMs: fault.forMs,
        heal: async () => {
          for (const part of fault.parts) partOf(on, part).send('SIGCONT')
        },
      }
    case 'network':
      on.proxies[fault.receiver].mode = fault.mode
      return {
        forMs: fault.forMs,
        heal: async () => {
          on.proxies[fault.receiver].mode = 'fine'
        },
      }
    case 'clock': {
      const receiver = on.receivers[fault.receiver]
      await receiver.end()
      await receiver.start({
        NODE_OPTIONS: `--import ${SHIFT_CLOCK}`,
        SHIFT_CLOCK_MS: String(fault.shiftMs),
      })
      return {
        forMs: 2_000,
        heal: async () => {
          await receiver.end()
          await receiver.start()
        },
      }
    }
    case 'deploy': {
      const before = on.worker
      on.worker = await on.stack.addWorker()
      await before.end()
      return { forMs: 0, heal: NOTHING }
    }
    case 'damage':
      return damage(on.receivers[fault.receiver], fault.how)
    case 'fill': {
      const proxy = on.proxies[fault.receiver]
      proxy.mode = 'hangs'
      const refused = await notes.fill(on.receivers[fault.receiver])
      if (refused === 0) throw new Error('The inbox never was full')
      return {
        forMs: AFTER_MS,
        heal: async () => {
          proxy.mode = 'fine'
        },
      }
    }
    case 'disk':
      return failDisk(on.receivers[fault.receiver])
    case 'old-folder':
      return bringOldFolderBack(on.receivers[fault.receiver])
    case 'settings':
      // A worker that was killed holds their workflow's next step for 10 s: he who changes them tries again
      return waitFor('the settings are changed', () => changeSettings(fault.change, on, notes), PATIENCE_MS)
  }
}

interface Mortal {
  start(): Promise<void>
  end(signal?: NodeJS.Signals): Promise<unknown>
  send(signal: NodeJS.Signals): void
}

function partOf(on: CampaignStack, part: Part): Mortal {
  if (part === 'temporal') return on.temporal
  if (part === 'database') {
    if (on.temporal.database === undefined) throw new Error('This Temporal has no database to be killed')
    return on.temporal.database
  }
  const process = part === 'worker' ? on.worker : on.receivers[part === 'receiver-0' ? 0 : 1]
  return {
    start: () => process.start(),
    end: (signal) => process.end(signal),
    send: (signal) => process.child().send(signal),
  }
}

const NEED: readonly Part[] = ['database', 'temporal', 'worker', 'receiver-0', 'receiver-1']
const byNeed = (a: Part, b: Part) => NEED.indexOf(a) - NEED.indexOf(b)

/** A receiver must not start on a damaged inbox, say which file it is, and leave it as it is. */
async function damage(receiver: StackReceiver, how: 'cut' | 'text' | 'empty'): Promise<Inflicted> {
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
async function failDisk(receiver: StackReceiver): Promise<Inflicted> {
  const { pid, isRunning } = receiver.child()
  const logged = receiver.log().length
  const limit = (bytes: number | 'unlimited') =>
    promisify(execFile)('prlimit', [`--fsize=${bytes}:unlimited`, '--pid', String(pid)])
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
  const name = names.find((one) => one.endsWith('data.mdb') || one.endsWith('inbox.mdb'))
  if (name === undefined) throw new Error(`No inbox in ${stateDir}: ${names.join(', ')}`)
  return join(stateDir, name)
}

/** The folder of a while ago, put back by somebody: what it holds was forwarded, and is again. */
async function bringOldFolderBack(receiver: StackReceiver): Promise<Inflicted> {
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

async function changeSettings(
  what: 'rotate' | 'revoke' | 'pause' | 'variable',
  on: CampaignStack,
  { revoked }: FaultNotes,
): Promise<Inflicted> {
  const { settings, change, paths, partner } = on
  const process = PROCESSES[revoked.length % PROCESSES.length] as string
  if (what === 'variable') {
    await settings.setVariable('partner', { type: 'raw', secret: true, value: partner.url }, change)
    return { forMs: 0, heal: NOTHING }
  }
  if (what === 'pause') {
    await settings.setIntake(process, { paused: true }, change)
    return {
      forMs: 1_000,
      heal: async () => {
        const resume = () => settings.setIntake(process, { paused: false }, change)
        await waitFor('the process goes on', resume, PATIENCE_MS)
      },
    }
  }
  const old = paths.get(process) as string
  const overlap = what === 'rotate' ? { overlapMs: OVERLAP_MS } : {}
  const snapshot = await settings.rotateUrl(process, { ...change, ...overlap })
  paths.set(process, livePathOf(process, snapshot, change.keys))
  if (what === 'revoke') revoked.push(old)
  return { forMs: 0, heal: NOTHING }
}
