/** With Temporal away every command that asks it says so soon, with the address and what to do: exit code 3. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { startnode } from '../helpers/startnode.ts'

/** Ends of commands that begin a long work, or ask nobody. */
const ASKS_NOBODY = [
  'new',
  'dev',
  // Accepts without Temporal, and waits for it.
  'receiver',
  'worker',
  'callback-url',
  'mambu template',
  'mambu preview',
  'user hash',
  // Files only; an import asks where it has credentials, a prune where there are older contents (test/import).
  'bundle',
  'check',
  'export',
  'import',
  'prune',
  'convert',
  // Of imported processes only, which this project has none of (test/import/load, test/processes).
  'load',
  'stats',
  // Asks the receiver.
  'now',
  'requests',
  'inbox show',
  'inbox find',
]

const P = 'loan-approved'
const ID = '9f86d081884c7d659a2feaa0'
/** A new command must be put here or above. */
const ASKS_TEMPORAL: Readonly<Record<string, readonly string[]>> = {
  setup: [''],
  list: [''],
  tasks: ['', 'LN-1 --json'],
  url: [P],
  enable: [P],
  disable: [P],
  rotate: [P],
  adopt: [`${P} https://mpo.example.com/api/2/json/public/1234567/${'cd'.repeat(20)}`],
  accepted: [P, `${P} --drop abcdef01`],
  auth: [P, `${P} none`],
  pause: [P],
  resume: [P],
  limit: [`${P} 5`],
  sources: [`${P} 10.0.0.0/8`],
  intake: [P],
  'alias create': ['loans'],
  'alias url': ['loans'],
  'alias enable': ['loans'],
  'alias disable': ['loans'],
  'alias rotate': ['loans'],
  'alias link': [`loans ${P}`],
  'alias unlink': ['loans'],
  'alias rename': ['loans all-loans'],
  'alias delete': ['loans'],
  'alias list': [''],
  'variable set': ['some-var --value x'],
  'variable delete': ['some-var'],
  'variable list': [''],
  send: [P],
  'mambu simulate': [P],
  task: [ID, `${P} LN1`, `${P} ${ID} --watch`, `${P} LN1 --cancel`],
  'schedule set': ['currency-rates --every 5m --data workflows/currency-rates/currency-rates.example.json'],
  'schedule list': [''],
  'schedule show': [P],
  'schedule run': [P],
  'schedule pause': [P],
  'schedule resume': [P],
  'schedule delete': [P],
  'quarantine list': ['', P],
  'quarantine show': [`${P} ${ID}`],
  'quarantine edit': [`${P} ${ID}`],
  'quarantine resubmit': [`${P} ${ID}`],
  'quarantine discard': [`${P} ${ID} --reason test`],
  replay: [P],
  doctor: ['', '--json'],
  audit: [''],
  'inbox drain': ['INBOX --for 1s'],
  'inbox missing': ['INBOX'],
}

let folder: string
let silent: Server
let before: NodeJS.ProcessEnv

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'startnode-away-'))
  await writeFile(join(folder, 'events.json'), '[]')
  // Takes connections and says nothing: a Temporal that hangs.
  silent = createServer().listen(0, '127.0.0.1')
  before = { ...process.env }
  Object.assign(process.env, {
    SIGNING_KEYS: 'ab'.repeat(32),
    STATE_DIR: folder,
    ADMIN_URL: 'http://127.0.0.1:1',
  })
})
afterAll(async () => {
  silent.close()
  process.env = before
  await rm(folder, { recursive: true, force: true })
})

function leavesOf(command: Command, name = ''): string[] {
  if (command.commands.length === 0) return [name]
  return command.commands.flatMap((one) => leavesOf(one, `${name} ${one.name()}`.trim()))
}

test('the lists have every command', async () => {
  const program = await createProgram({ print: () => {}, note: () => {} }, () => {})
  expect([...ASKS_NOBODY, ...Object.keys(ASKS_TEMPORAL)].sort()).toEqual(leavesOf(program).sort())
})

test.each(['nobody listens there', 'it takes connections and hangs'])('%s', async (how) => {
  const address = how.startsWith('nobody')
    ? '127.0.0.1:1'
    : `127.0.0.1:${(silent.address() as AddressInfo).port}`
  process.env.TEMPORAL_ADDRESS = address
  const lines = Object.entries(ASKS_TEMPORAL).flatMap(([name, all]) =>
    all.map((args) => `${name} ${args.replace('INBOX', join(folder, 'inbox'))}`.trim()),
  )
  const ends = await Promise.all(
    lines.map(async (line) => {
      const from = performance.now()
      const { code, stdout, stderr } = await startnode(line, '{}')
      const said = stdout + stderr
      return { line, code, said, seconds: (performance.now() - from) / 1_000 }
    }),
  )
  for (const { line, code, said, seconds } of ends) {
    // An inbox that is empty has nothing to ask.
    if (line.startsWith('inbox drain')) continue
    expect({ line, code, said }).toEqual({ line, code: 3, said: expect.stringContaining(address) })
    expect({ line, said }).toEqual({ line, said: expect.stringMatching(/TEMPORAL_ADDRESS/) })
    expect(said).not.toMatch(/\n {4}at /)
    // 5 s are promised to one that is alone; these are all at once, on a machine that may be busy.
    expect([line, seconds < 20]).toEqual([line, true])
  }
})
