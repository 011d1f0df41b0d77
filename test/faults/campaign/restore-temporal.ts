/**
 * Temporal from an older copy while deliveries come, and then what docs/operations.md ("Temporal restored from a back-up") tells an
 * operator to do, by the commands it names.
 */
import type { StackReceiver } from '../../helpers/stack-processes.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import type { CampaignStack } from './campaign-stack.ts'
import { changeSettings } from './change-settings.ts'
import { type FaultNotes, type Inflicted, PATIENCE_MS } from './inflicted.ts'

/** What is lost is what came within it. */
const LOST_MS = 4_000

interface ToldMissing {
  readonly missing: readonly { readonly taskId: string; readonly mayRepeat: boolean }[]
}

/** @param since what happens between the copy and now, beside the load */
export async function restoreTemporal(
  since: 'deliveries' | 'revoke',
  on: CampaignStack,
  notes: FaultNotes,
): Promise<Inflicted> {
  const { temporal, receivers } = on
  const whileDown = async (work: () => Promise<void>) => {
    await temporal.end()
    await temporal.database?.end()
    await work()
    await temporal.database?.start()
    await temporal.start()
  }
  const copiedAt = Date.now()
  await whileDown(() => temporal.copies.take())
  if (since === 'revoke') {
    await waitFor('the settings are changed', () => changeSettings('revoke', on, notes), PATIENCE_MS)
    const revoked = receivers[0].url + notes.revoked.at(-1)
    const isKnown = async () => (await fetch(revoked, { method: 'POST', body: '' })).status === 403
    await waitFor('a receiver knows it', isKnown, PATIENCE_MS)
  }
  return {
    forMs: LOST_MS,
    heal: async () => {
      // Their memory is of the time that is lost
      for (const build of on.builds) await build.end()
      await whileDown(async () => {
        notes.restored(copiedAt)
        await temporal.copies.putBack()
      })
      for (const build of on.builds) await build.start()
      if (since === 'revoke') await bringSettingsBack(on)
      for (const receiver of receivers) await forwardMissing(on, receiver, copiedAt)
    },
  }
}

async function bringSettingsBack(on: CampaignStack): Promise<void> {
  const [first] = on.receivers
  const alarms = async (receiver: StackReceiver) => {
    const answer = await fetch(`${receiver.url}/readyz`)
    return ((await answer.json()) as { alarms?: string[] }).alarms?.join() ?? ''
  }
  await waitFor('the alarm', async () => (await alarms(first)).includes('older'), PATIENCE_MS)
  await untilDone(on, first, ['setup', '--restore'])
  for (const receiver of on.receivers)
    await waitFor('the end of the alarm', async () => (await alarms(receiver)) === '', PATIENCE_MS)
}

/** What Mambu may have forgotten is confirmed by name, as whoever has looked there does. */
async function forwardMissing(on: CampaignStack, receiver: StackReceiver, since: number): Promise<void> {
  const command = ['inbox', 'missing', '--since', new Date(since).toISOString(), '--json']
  const listed = await untilDone(on, receiver, command, [0, 1])
  const risky = (JSON.parse(listed) as ToldMissing).missing.filter(({ mayRepeat }) => mayRepeat)
  const confirm = risky.length === 0 ? [] : ['--confirm-writes', ...risky.map(({ taskId }) => taskId)]
  await untilDone(on, receiver, [...command, '--forward', ...confirm])
}

/** Runs it on the machine of the receiver, again while it fails: Temporal has only just started. @returns what it printed */
async function untilDone(
  { stack }: CampaignStack,
  { stateDir }: StackReceiver,
  args: readonly string[],
  codes: readonly number[] = [0],
): Promise<string> {
  return waitFor(
    `startnode ${args.join(' ')}`,
    async () => {
      const { code, stdout, stderr } = await stack.run(args, { env: { STATE_DIR: stateDir } })
      if (codes.includes(code ?? -1)) return stdout
      throw new Error(`It ended with ${code}: ${stdout}${stderr}`)
    },
    PATIENCE_MS,
  )
}
