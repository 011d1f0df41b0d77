/** Does a fault to the stack, and gives what heals it. A fault that did not bite is an error: it would prove nothing. */
import { fileURLToPath } from 'node:url'
import type { StackProcess } from '../../helpers/stack-processes.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import type { CampaignStack } from './campaign-stack.ts'
import { changeSettings } from './change-settings.ts'
import { bringOldFolderBack, damage, failDisk, makeReadOnly } from './hurt-inbox.ts'
import { AFTER_MS, type FaultNotes, type Inflicted, NOTHING, PATIENCE_MS } from './inflicted.ts'
import type { Fault, Part } from './plan.ts'
import { restoreTemporal } from './restore-temporal.ts'

const SHIFT_CLOCK = fileURLToPath(new URL('./shift-clock.mjs', import.meta.url))

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
    case 'clock':
      return shiftClock(on.receivers[fault.receiver], fault.shiftMs)
    case 'worker-clock':
      return shiftClock(on.worker, fault.shiftMs)
    case 'deploy': {
      await on.deploy()
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
    case 'read-only':
      return makeReadOnly(on.receivers[fault.receiver])
    case 'old-folder':
      return bringOldFolderBack(on.receivers[fault.receiver])
    case 'restore':
      return restoreTemporal(fault.since, on, notes)
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

async function shiftClock(process: StackProcess, shiftMs: number): Promise<Inflicted> {
  await process.end()
  await process.start({ NODE_OPTIONS: `--import ${SHIFT_CLOCK}`, SHIFT_CLOCK_MS: String(shiftMs) })
  return {
    forMs: 2_000,
    heal: async () => {
      await process.end()
      await process.start()
    },
  }
}

const NEED: readonly Part[] = ['database', 'temporal', 'worker', 'receiver-0', 'receiver-1']
const byNeed = (a: Part, b: Part) => NEED.indexOf(a) - NEED.indexOf(b)
