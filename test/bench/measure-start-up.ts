/** How long starts take, from the start of the process on: commands to their end, a receiver to its first 200. */
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openInbox } from '../../src/inbox/inbox.ts'
import { plainEnv, startChild } from '../helpers/child-process.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { type StackReceiver, startStackProcesses } from '../helpers/stack-processes.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { buildPackage, runIn } from '../package/build-package.ts'
import { ROOMY } from './bench-stack.ts'

const ROUNDS = 7
const WAITING = 50_000
const NOBODY = '127.0.0.1:1'

/** Seconds, one number per round. */
export interface CommandTimes {
  readonly help: number[]
  /** A command that asks the receiver. */
  readonly requests: number[]
  /** A command that asks Temporal. */
  readonly url: number[]
}

export interface StartUpNumbers {
  readonly built: CommandTimes
  readonly clone: CommandTimes
  /** The built receiver, with `WAITING` deliveries in its inbox and Temporal away. */
  readonly receiver: number[]
}

export async function measureStartUp(say: (text: string) => void): Promise<StartUpNumbers> {
  const folder = await mkdtemp(join(tmpdir(), 'startnode-bench-'))
  try {
    say('building the package')
    const project = await installPackage(folder)
    const stack = await startStackProcesses({ temporal: 'own', inMemory: true, project, env: ROOMY })
    try {
      const worker = await stack.addWorker()
      const path = await stack.openDirectUrl('loan-approved')
      await worker.end()
      const receiver = await stack.addReceiver()
      const env = { ...stack.env, PORT: new URL(receiver.url).port }
      await waitFor('the admin API answers', () => receiver.log().includes('admin API ready'))
      const numbers = { built: noTimes(), clone: noTimes(), receiver: [] as number[] }
      for (let round = 0; round <= ROUNDS; round += 1) {
        for (const [from, times] of [
          [project, numbers.built],
          [process.cwd(), numbers.clone],
        ] as const) {
          times.help.push(await timeCommand(from, ['--help'], env))
          times.requests.push(await timeCommand(from, ['requests'], env))
          times.url.push(await timeCommand(from, ['url', 'loan-approved'], env))
        }
        say(`round ${round}: commands done`)
      }
      await receiver.end()
      await fillInbox(join(receiver.stateDir, 'inbox'))
      for (let round = 0; round <= ROUNDS; round += 1)
        numbers.receiver.push(await timeReceiver(receiver, receiver.url + path))
      // The first of each only warms up the file cache
      for (const times of [
        ...Object.values(numbers.built),
        ...Object.values(numbers.clone),
        numbers.receiver,
      ])
        times.shift()
      return numbers
    } finally {
      await stack.stop()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const noTimes = (): CommandTimes => ({ help: [], requests: [], url: [] })

/** The files of the package alone: beside src/ the command would run the sources. */
async function installPackage(folder: string): Promise<string> {
  const built = join(folder, 'built')
  await mkdir(built)
  await runIn(folder, 'tar', ['xzf', await buildPackage(built)])
  const project = join(folder, 'package')
  await symlink(resolve('node_modules'), join(project, 'node_modules'))
  return project
}

async function timeCommand(
  project: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const before = performance.now()
  const child = startChild([join(project, 'bin', 'startnode.js'), ...args], {
    env: { ...plainEnv(), ...env },
    cwd: project,
  })
  const { code } = await child.ended
  const seconds = (performance.now() - before) / 1_000
  if (code !== 0) throw new Error(`startnode ${args.join(' ')} failed: ${child.stdout()}${child.stderr()}`)
  return seconds
}

async function fillInbox(dir: string): Promise<void> {
  const inbox = await openInbox({ dir, mapBytes: 1 << 30, maxRecords: WAITING, maxPerProcess: WAITING })
  const data: unknown = JSON.parse(loanBody('WAITS'))
  const fill = async () => {
    while (inbox.counts().records < WAITING - 1_000)
      await Promise.all(Array.from({ length: 1_000 }, () => inbox.accept(makeDelivery({ data }))))
  }
  await fill().finally(() => inbox.close())
}

async function timeReceiver(receiver: StackReceiver, url: string): Promise<number> {
  const before = performance.now()
  const started = receiver.start({ TEMPORAL_ADDRESS: NOBODY })
  let seconds: number | null = null
  while (seconds === null) {
    const body = loanBody('START-UP')
    const answer = await fetch(url, { method: 'POST', body }).catch(() => null)
    if (answer?.ok) seconds = (performance.now() - before) / 1_000
    else if (answer) throw new Error(`The receiver answered ${answer.status}: ${await answer.text()}`)
    else await sleep(5)
  }
  await started
  await receiver.end('SIGKILL')
  return seconds
}
