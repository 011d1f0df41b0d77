/** Back-up and restore of Temporal's databases as docs/operations.md says them, and the drill of the settings after it. */
import { execFile } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCodeBlocks } from '../docs/code-blocks.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { type Bank, openBank } from './open-bank.ts'

const PROCESS = 'loan-approved'
let bank: Bank
/** Paths of the direct URL, one after the other. */
const paths: string[] = []

beforeAll(async () => {
  bank = await openBank()
  await bank.composition.up('setup', 'receiver', 'worker')
  await bank.open()
})
afterAll(() => bank?.stop())

/**
 * Types a block of the section `## Back-up`, where `docker compose exec -T postgres` is that PostgreSQL. Stopping and starting
 * is done here, around the rest.
 */
async function typeBackUp(which: number): Promise<void> {
  const page = readFileSync('docs/operations.md', 'utf8')
  const section = page.split(/^## /m).find((text) => text.startsWith('Back-up\n')) ?? ''
  const text = readCodeBlocks(section).filter(({ language }) => language === 'sh')[which]?.text ?? ''
  expect(text).toContain('docker compose')
  const { folder, postgres } = bank.composition
  const docker = join(folder, 'bin', 'docker')
  // "compose exec -T postgres": four words before the command
  writeFileSync(docker, '#!/bin/sh\nif [ "$2" = exec ]; then shift 4; exec "$@"; fi\n')
  chmodSync(docker, 0o755)
  const env = {
    PATH: [join(folder, 'bin'), postgres.bin, process.env.PATH].join(':'),
    // In the container the socket asks for no password
    PGHOST: postgres.host,
    PGPASSWORD: postgres.password,
  }
  const isStopped = text.includes('compose stop worker temporal')
  if (isStopped) for (const part of ['worker', 'temporal']) await bank.composition.part(part).end()
  await promisify(execFile)('/bin/sh', ['-euc', text], { cwd: folder, env })
  if (isStopped) for (const part of ['temporal', 'worker']) await bank.composition.part(part).start()
}

async function rotate(): Promise<void> {
  const { url } = JSON.parse(await bank.startnode('rotate', PROCESS, '--json')) as { url: string }
  paths.push(new URL(url).pathname)
}

async function answers(): Promise<number[]> {
  const asked = paths.map((path) =>
    fetch(`http://${bank.receiver().host}:3000${path}`, { method: 'POST', body: '{' }),
  )
  return (await Promise.all(asked)).map(({ status }) => status)
}

async function alarms(): Promise<string> {
  const answer = await fetch(`http://${bank.receiver().host}:3000/readyz`)
  return ((await answer.json()) as { alarms?: string[] }).alarms?.join() ?? ''
}

test('restored from a dump: the task of then goes on, and what was revoked since stays revoked', async () => {
  await bank.receiver().untilHealthy()
  await bank.sendLoan('LN-IN-DUMP')
  await bank.untilWaiting('LN-IN-DUMP')
  await rotate()
  await typeBackUp(0)

  // Two changes: the last one a receiver knows whole, and brings back
  await bank.startnode('alias', 'create', 'loans')
  await rotate()
  await waitFor('only the second one lives', async () => (await answers())[0] === 403)
  const before = await answers()
  await typeBackUp(1)
  await bank.composition.part('temporal').untilHealthy()
  await waitFor('the alarm', async () => /older/.test(await alarms()), 120_000)
  expect(await answers()).toEqual(before)
  expect((await bank.tryStartnode(['doctor'])).stdout).toMatch(/~ settings[^\n]*older/)

  await waitFor('the restore', () => bank.startnode('setup', '--restore'), 120_000)
  await waitFor('the end of the alarm', async () => (await alarms()) === '')
  expect(await answers()).toEqual(before)
  const audit = await bank.tryStartnode(['audit'])
  expect(audit.stderr, audit.stdout).toMatch(/gap: Temporal tells nothing of revision/)
  expect(await bank.approve('LN-IN-DUMP')).toMatchObject({ state: 'disbursed' })
  expect(bank.mambu.disbursements.filter(({ loanId }) => loanId === 'LN-IN-DUMP')).toHaveLength(1)
})
