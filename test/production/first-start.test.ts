/** The first start of docker-compose.yml, with each of its races made worse: it comes up whatever is slow. */
import { afterEach, expect, test } from 'vitest'
import { waitFor } from '../helpers/wait-for.ts'
import { type Bank, openBank } from './open-bank.ts'

let bank: Bank
afterEach(() => bank?.stop())

async function worksToItsEnd(loan: string): Promise<void> {
  await bank.open()
  await bank.receiver().untilHealthy()
  await bank.sendLoan(loan)
  await bank.untilWaiting(loan)
  expect(await bank.approve(loan)).toMatchObject({ state: 'disbursed' })
}

test('everything starts before what it needs, PostgreSQL last: all the same it comes up', async () => {
  bank = await openBank()
  const { composition } = bank
  bank.worker()
  for (const service of ['setup', 'receiver', 'worker', 'namespace', 'temporal', 'schema'])
    await composition.part(service).start()
  // The receiver says what it misses, instead of accepting what it could not judge
  await waitFor('the receiver answers', async () => {
    const { status } = await fetch(`http://${bank.receiver().host}:3000/readyz`)
    return status === 503
  })
  await waitFor('Temporal has tried without its database', () => composition.part('temporal').starts() > 1)
  await composition.part('postgres').start()
  await composition.part('temporal').untilHealthy()
  await worksToItsEnd('LN-WORST-ORDER')
})

test('the worker and setup are there before the namespace: they end, and are started again until it is', async () => {
  bank = await openBank({ TEMPORAL_NAMESPACE: 'bank' })
  const { composition } = bank
  await composition.up('temporal')
  await composition.part('temporal').untilHealthy()
  const worker = bank.worker()
  await worker.start()
  await composition.part('setup').start()
  await waitFor(
    'both were started again',
    () => worker.starts() > 1 && composition.part('setup').starts() > 1,
    180_000,
  )
  expect(worker.log()).toContain('bank')
  await bank.receiver().start()
  await composition.up('namespace')
  await worksToItsEnd('LN-LATE-NAMESPACE')
})

test('in the order of the file; then every job once more, setup twice at once: nothing changes', async () => {
  bank = await openBank()
  const { composition } = bank
  await composition.up('receiver', 'worker', 'setup')
  await worksToItsEnd('LN-FIRST')
  const before = await bank.startnode('audit', '--json')
  for (const job of ['schema', 'namespace']) {
    await composition.part(job).start()
    await composition.part(job).untilCompleted()
  }
  const setup = composition.part('setup')
  await setup.start()
  const other = await composition.run('setup', ['startnode', 'setup', '--current-version'])
  expect(other.code, other.stderr).toBe(0)
  await setup.untilCompleted()
  expect(await bank.startnode('audit', '--json')).toBe(before)
  await bank.sendLoan('LN-AGAIN')
  await bank.untilWaiting('LN-AGAIN')
})
