/** The commands of auth, aliases, variables, adopted URLs, intake, requests, audit, doctor and users, on one stack. */
import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NowView } from '../../src/now/need.ts'
import { buildProject } from '../helpers/built-project.ts'
import { plainEnv, startChild } from '../helpers/child-process.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { type StackProcesses, type StackReceiver, startStackProcesses } from '../helpers/stack-processes.ts'
import { type CommandEnd, startnodeJson as json, startnode } from '../helpers/startnode.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'loan-approved'
let stack: StackProcesses
let receiver: StackReceiver
let env: Record<string, string>

beforeAll(async () => {
  stack = await startStackProcesses({
    temporal: temporalAddress(),
    namespace: 'cli-2',
    env: { ENCRYPTION_KEYS: 'ab'.repeat(32) },
  })
  const adminPort = String(await findFreePort())
  await stack.addWorker()
  await stack.openDirectUrl(PROCESS)
  receiver = await stack.addReceiver({ ADMIN_PORT: adminPort })
  env = { PUBLIC_URL: receiver.url, ADMIN_URL: `http://127.0.0.1:${adminPort}` }
  Object.assign(process.env, stack.env, env)
})

afterAll(() => stack?.stop())

const post = async (url: string, headers: Record<string, string> = {}) =>
  (await fetch(url, { method: 'POST', headers, body: loanBody('LNCLI-9') })).status
const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` })
const untilAnswered = (url: string, status: number, headers: Record<string, string> = {}) =>
  waitFor(`${status}`, async () => (await post(url, headers)) === status)

const secretNever = (end: Pick<CommandEnd, 'stdout' | 'stderr'>, canary: string) =>
  expect(end.stdout + end.stderr).not.toContain(canary)

test('credentials come from standard input and variables, are asked for, and are in no output', async () => {
  const url = (await json<{ url: string }>(`url ${PROCESS}`)).url
  const set = await startnode(
    'variable set webhook-var --type json --secret',
    '{"user":"mambu","pass":"canary-1"}\n',
  )
  expect(set).toMatchObject({ code: 0, stdout: '{{env_var[@webhook-var]}} is set.\n' })
  const auth = `auth ${PROCESS} basic --user '{{env_var[@webhook-var].user}}' --pass '{{env_var[@webhook-var].pass}}'`
  expect(await startnode(auth)).toMatchObject({ code: 0 })
  await untilAnswered(url, 401)
  expect(await post(url, basic('mambu:canary-1'))).toBe(200)

  await startnode('variable set webhook-var --type json --secret', '{"user":"mambu","pass":"canary-2"}')
  await untilAnswered(url, 401, basic('mambu:canary-1'))
  expect(await post(url, basic('mambu:canary-2'))).toBe(200)
  const list = await startnode('variable list')
  expect(list.stdout).toBe(`@webhook-var  json, secret  ********  used by ${PROCESS}\n`)
  secretNever(list, 'canary')
  secretNever(await startnode('variable list --json'), 'canary')

  expect(await startnode(`auth ${PROCESS} header --name x-secret`, 'canary-3\n')).toMatchObject({ code: 0 })
  await untilAnswered(url, 200, { 'x-secret': 'canary-3' })
  // A byte order mark is the editor's, not the secret's.
  await startnode(`auth ${PROCESS} header --name x-secret`, '\ufeffcanary-4\r\n')
  await untilAnswered(url, 200, { 'x-secret': 'canary-4' })
  expect(await startnode(`auth ${PROCESS}`)).toMatchObject({
    stdout: `${PROCESS} asks for a header with a secret.\n`,
  })
  expect(await startnode(`auth ${PROCESS} digest`)).toMatchObject({ code: 2 })
  await startnode(`auth ${PROCESS} none`)
  await untilAnswered(url, 200)
  expect(await startnode('variable delete webhook-var')).toMatchObject({ code: 0 })
  expect(await startnode('variable delete webhook-var')).toMatchObject({ code: 2 })
})

test('auth whose variable is not there warns when it is set and when the variable goes, and is listed as refusing', async () => {
  const gone = '{{env_var[@door-var]}}: there is no such variable'
  const warning = `Warning: ${PROCESS} refuses every request (401): its credentials can't be given: ${gone}\n`
  const set = await startnode(`auth ${PROCESS} header --name x-door --value '{{env_var[@door-var]}}'`)
  expect(set).toMatchObject({ code: 0, stderr: expect.stringContaining(warning) })
  expect((await startnode(`auth ${PROCESS}`)).stderr).toContain(warning)
  expect((await startnode('list')).stdout).toContain(
    `${PROCESS}  URL on, auth header, refuses: its credentials can't be given: ${gone}\n`,
  )
  expect(await json<object[]>('list')).toContainEqual(
    expect.objectContaining({ process: PROCESS, urlOn: true, auth: 'header', refuses: gone }),
  )
  const made = await startnode('variable set door-var --value open')
  expect(made.stderr).not.toContain('Warning')
  expect((await startnode('list')).stdout).toContain(`${PROCESS}  URL on, auth header\n`)
  expect((await startnode('variable delete door-var')).stderr).toContain(warning)
  await startnode(`auth ${PROCESS} none`)
})

test('an alias keeps its direct URL over re-linking, and loses it by rename, unlink and delete', async () => {
  expect(await startnode('alias create loans')).toMatchObject({
    code: 0,
    stdout: '@loans -> nothing (unlinked), direct URL off\n',
  })
  const { url } = await json<{ url: string }>('alias enable loans')
  expect(url).toContain('/api/2/json/public/@loans/')
  expect(await post(url)).toBe(403)
  await startnode(`alias link loans ${PROCESS}`)
  await untilAnswered(url, 200)
  expect((await json<{ url: string }>('alias url loans')).url).toBe(url)
  let next = (await json<{ url: string }>('alias rotate loans --overlap 1h')).url
  await untilAnswered(next, 200)
  expect(await post(url)).toBe(200)
  // One rotation left one URL, whatever paths it has.
  const left = (await startnode('accepted @loans')).stdout
  expect(left).toMatch(
    /^[0-9a-f]{12} {2}replaced by a rotation, 6 paths \(formats and versions\) {2}until \S+ {2}used/,
  )
  expect(left.trimEnd().split('\n')).toHaveLength(1)
  expect(await json<object[]>('accepted @loans')).toHaveLength(6)
  expect(await json<object[]>('alias list')).toEqual([
    { alias: 'loans', title: 'loans', process: PROCESS, urlOn: true },
  ])
  const dropped = await startnode(`accepted @loans --drop ${left.slice(0, 8)}`)
  expect(dropped.stderr).toContain('No other URL is accepted for @loans.')
  const again = await startnode('alias rotate loans --overlap 1h')
  expect(again.stderr).not.toContain('refused from now on')
  const leaked = await startnode('alias rotate loans --json')
  expect(leaked.stderr).toContain('A URL that an earlier rotation left open until ')
  next = (JSON.parse(leaked.stdout) as { url: string }).url
  await untilAnswered(next, 200)
  const renamed = await startnode('alias rename loans all-loans')
  expect(renamed).toMatchObject({ code: 0 })
  expect(renamed.stderr).toContain('@loans')
  await untilAnswered(next, 403)
  expect(await startnode('alias unlink all-loans')).toMatchObject({ code: 0 })
  expect(await startnode('alias delete all-loans')).toMatchObject({
    stdout: 'The alias all-loans is deleted.\n',
  })
  expect(await startnode('alias url loans')).toMatchObject({ code: 2 })
})

test('an old URL of MPO is adopted, counted, listed and dropped', async () => {
  const path = `/api/2/json/public/1234567/${'cd'.repeat(20)}`
  const adopted = await startnode(`adopt ${PROCESS} https://mpo.example.com${path} --until 30d`)
  expect(adopted).toMatchObject({ code: 0 })
  await untilAnswered(receiver.url + path, 200)
  const pathHash = createHash('sha256').update(path).digest('hex')
  expect(await json<object[]>(`accepted ${PROCESS}`)).toMatchObject([
    { pathHash, note: 'mpo.example.com 1234567', ended: false },
  ])
  expect(await startnode(`accepted ${PROCESS} --drop ${pathHash.slice(0, 8)}`)).toMatchObject({ code: 0 })
  await untilAnswered(receiver.url + path, 403)
  expect(await startnode(`adopt ${PROCESS} https://mpo.example.com/other`)).toMatchObject({ code: 2 })
})

test('intake is paused, limited, bounded to sources and shown', async () => {
  expect(await startnode(`pause ${PROCESS}`)).toMatchObject({ code: 0 })
  expect(await startnode(`limit ${PROCESS} 100`)).toMatchObject({ code: 0 })
  expect(await startnode(`sources ${PROCESS} 127.0.0.0/8 ::1`)).toMatchObject({ code: 0 })
  expect(await startnode(`intake ${PROCESS} --answers mpo --answer-invalid ok`)).toMatchObject({ code: 0 })
  expect((await json<{ intake: object }>(`intake ${PROCESS}`)).intake).toEqual({
    paused: true,
    perSecond: 100,
    sources: ['127.0.0.0/8', '::1'],
    answers: 'mpo',
    answerInvalid: 'ok',
    startDelayMs: 0,
  })
  expect(await startnode(`limit ${PROCESS} many`)).toMatchObject({ code: 2 })
  expect(await startnode(`sources ${PROCESS} example.com`)).toMatchObject({ code: 2 })
  for (const args of [
    `resume ${PROCESS}`,
    `limit ${PROCESS} none`,
    `sources ${PROCESS} all`,
    `intake ${PROCESS} --answers http --answer-invalid default`,
  ])
    expect(await startnode(args)).toMatchObject({ code: 0 })
  expect(await startnode(`intake ${PROCESS}`)).toMatchObject({
    stdout: `${PROCESS} takes deliveries\n  limit none\n  sources all\n  answers http, invalid bodies as in code\n  tasks start at once\n`,
  })
})

test('requests are shown by the receiver, refused ones apart; a signature is in none of them', async () => {
  const { url } = await json<{ url: string }>(`url ${PROCESS}`)
  await untilAnswered(url, 200)
  const refused = await startnode('requests --refused --limit 5')
  expect(refused).toMatchObject({ code: 0 })
  expect(refused.stdout).toMatch(/ 403 {2}access_denied /)
  expect(refused.stdout).not.toContain(' accepted ')
  const all = await startnode(`requests --process ${PROCESS} --json`)
  expect(all.stdout).toContain('"code":"accepted"')
  expect(all.stdout + refused.stdout).not.toContain(url.slice(-40))
  expect(await startnode('requests', '', { ADMIN_URL: 'http://127.0.0.1:9' })).toMatchObject({ code: 3 })
})

describe('what a sender wrote', () => {
  const HOSTILE = '\u001b]0;owned\u0007\u001b[2J\u009b1A\u202etxet\u200b\u2066\ufeff\r\u007f'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the test
  const SEEN = /^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$/

  async function keep(body: string, code: string): Promise<string> {
    const { url } = await json<{ url: string }>(`url ${PROCESS}`)
    const answer = await fetch(url, { method: 'POST', body })
    const { ops } = (await answer.json()) as { ops: { code: string } }
    expect([code, ops.code]).toEqual([code, code])
    return waitFor('the entry', async () => {
      const entries = await json<{ taskId: string; summary: { code: string } | null }[]>('quarantine list')
      return entries.find(({ summary }) => summary?.code === code)?.taskId
    })
  }

  test('reaches no terminal as it is: not in bodies, messages, refs and commands to paste', async () => {
    const broken = await keep(`{"cbs_account_id":"${HOSTILE}"}`, 'json_invalid')
    const keyed = await keep(
      JSON.stringify({
        ...(JSON.parse(loanBody('LN-1')) as object),
        float_amount: HOSTILE,
        [`k${HOSTILE}`]: 1,
      }),
      'schema_mismatch',
    )
    for (const id of [broken, keyed])
      for (const args of [
        'quarantine list',
        'quarantine list --json',
        `quarantine show ${PROCESS} ${id}`,
        `quarantine show ${PROCESS} ${id} --json`,
        `task ${PROCESS} ${id}`,
        `task ${PROCESS} ${id} --json`,
        `requests --process ${PROCESS}`,
      ]) {
        const { code, stdout, stderr } = await startnode(args)
        expect([args, code, SEEN.test(stdout + stderr)]).toEqual([args, 0, true])
      }
    expect((await startnode(`quarantine show ${PROCESS} ${broken}`)).stdout).toContain(
      '\\u001b]0;owned\\u0007\\u001b[2J\\u009b1A\\u202etxet',
    )
    // JSON says the same as before.
    expect((await json<{ body: string }>(`quarantine show ${PROCESS} ${broken}`)).body).toBe(
      `{"cbs_account_id":"${HOSTILE}"}`,
    )
    for (const id of [broken, keyed]) await startnode(`quarantine discard ${PROCESS} ${id} --reason ${'x'}`)
    const paste = await startnode(['task', PROCESS, HOSTILE, '--cancel'])
    expect(SEEN.test(paste.stdout + paste.stderr)).toBe(true)
  })

  test('is no ref where it can not be seen: refused, named and kept', async () => {
    for (const [ref, named] of [
      ['LN\u200b1', 'U+200B'],
      ['LN\u202e1', 'U+202E'],
      ['LN1\ufe0f', 'U+FE0F'],
    ] as const) {
      const id = await keep(loanBody(ref), 'ref_invalid')
      const { stdout } = await startnode(`quarantine show ${PROCESS} ${id}`)
      expect(stdout).toContain(`it has a character that can not be seen (${named})`)
      await startnode(`quarantine discard ${PROCESS} ${id} --reason test`)
      await waitFor('it to be gone', async () => {
        const entries = await json<{ taskId: string }[]>('quarantine list')
        return entries.every(({ taskId }) => taskId !== id)
      })
    }
  })
})

test('requests are followed as they come, until Ctrl-C', async () => {
  const { url } = await json<{ url: string }>(`url ${PROCESS}`)
  const command = join(await buildProject(), 'bin', 'startnode.js')
  const following = startChild([command, 'requests', '--follow', '--limit', '1', '--json'], {
    env: { ...plainEnv(), ...stack.env, ...env },
  })
  await waitFor('the newest one', () => following.stdout().includes('"seq"'), 60_000)
  const seen = following.stdout().length
  expect(await post(`${url}0`)).toBe(403)
  await waitFor('the next one', () => following.stdout().slice(seen).includes('access_denied'))
  expect(await following.end('SIGINT')).toMatchObject({ code: 0 })
})

test('what is in quarantine is listed, shown with its problem, mended, resubmitted as its task, or discarded', async () => {
  const { url } = await json<{ url: string }>(`url ${PROCESS}`)
  await untilAnswered(url, 200)
  const send = async (body: string, key: string) => {
    const headers = { 'x-notifications-idempotency-key': key }
    const response = await fetch(url, { method: 'POST', headers, body })
    return { status: response.status, code: ((await response.json()) as { ops: { code?: string } }).ops.code }
  }
  const cut = loanBody('LNQUA-1').slice(0, -10)
  expect(await send(cut, 'q-1')).toEqual({ status: 400, code: 'json_invalid' })
  expect(await send('{}', 'q-2')).toEqual({ status: 422, code: 'schema_mismatch' })
  // The posts of the tests above share a ref: they are in quarantine too.
  const idOf = (code: string) =>
    waitFor(code, async () => {
      const listed = await json<{ taskId: string; summary: { code: string } | null }[]>(
        `quarantine list ${PROCESS}`,
      )
      return listed.find(({ summary }) => summary?.code === code)?.taskId
    })
  const mended = await idOf('json_invalid')
  const shown = await startnode(`quarantine show ${PROCESS} ${mended}`)
  expect(shown.stdout).toMatch(/^json_invalid: .*\n {2}line \d+, column \d+ {2}/)
  expect(shown.stdout).toContain(cut)
  expect(await startnode(`quarantine resubmit ${PROCESS} ${mended}`)).toMatchObject({ code: 1 })
  expect(await startnode(`quarantine edit ${PROCESS} ${mended}`, loanBody('LNQUA-1'))).toMatchObject({
    code: 0,
  })
  for (let asked = 0; asked < 2; asked += 1)
    expect(await json(`quarantine resubmit ${PROCESS} ${mended}`)).toMatchObject({ ended: 'resubmitted' })
  const discarded = await idOf('schema_mismatch')
  expect(await startnode(`task ${discarded}`)).toMatchObject({ code: 0 })
  expect(await json(`quarantine discard ${PROCESS} ${discarded} --reason 'a test'`)).toMatchObject({
    ended: 'discarded',
    reason: 'a test',
    actor: expect.stringMatching(/^cli:/),
  })
  expect(await json(`task ${PROCESS} LNQUA-1`)).toMatchObject({
    outcome: 'task',
    workflowType: 'loanApproved',
  })
  expect(await startnode(`quarantine show ${PROCESS} ${'0'.repeat(24)}`)).toMatchObject({ code: 2 })
})

describe('doctor, a process that is not loaded, and audit', () => {
  test('doctor is content with a stack that works, and names what would refuse', async () => {
    const well = await startnode('doctor')
    expect(well).toMatchObject({ code: 0 })
    expect(well.stdout).toContain(`+ process ${PROCESS}: Reached`)
    expect(well.stdout).toContain('+ inbox:')
    await startnode(`auth ${PROCESS} basic --user u --pass '{{env_var[@gone].pass}}'`)
    await startnode('alias create nowhere')
    await startnode('alias enable nowhere')
    const ill = await startnode('doctor')
    expect(ill.code).toBe(1)
    expect(ill.stdout).toContain(
      `! process ${PROCESS}: Its credentials can't be given: {{env_var[@gone].pass}}`,
    )
    expect(ill.stdout).toContain('! alias @nowhere: It is linked to no process (403)')
    expect(ill.stdout).toContain('2 would refuse.')
    const now = await startnode('now')
    expect(now.code).toBe(1)
    expect(now.stdout).toContain(`! ${PROCESS}: Its credentials can't be given: {{env_var[@gone].pass}}`)
    expect(now.stdout).toMatch(/^\d+ things need somebody; something does since 20/m)
    const { state, needs } = JSON.parse((await startnode('now --json')).stdout) as NowView
    expect(state).toBe('needs')
    expect(needs.filter(({ kind }) => kind === 'refuses_all')).toHaveLength(2)
  })

  // After those of `doctor`, which speaks of such a process for ever; before the settings are ended
  test('enable says that the receiver does not know the process yet, and the log of a request why it is refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'startnode-later-'))
    const fixture = new URL('../fixtures/diagrams/first/4001-pay-fee.conv.json', import.meta.url)
    copyFileSync(fixture, join(folder, '4001-pay-fee.conv.json'))
    const enabled = await stack.run(['enable', '4001-pay-fee'], { env: { ...env, WORKFLOWS_DIR: folder } })
    rmSync(folder, { recursive: true })
    expect(enabled.stderr).toContain('In force: the receiver at')
    expect(enabled.stderr).toContain('does not know 4001-pay-fee yet and answers 403')
    expect(await post(enabled.stdout.trim())).toBe(403)
    const reason = "This receiver has not loaded the process '4001-pay-fee'"
    await waitFor('the reason in the log', () => receiver.log().includes(reason))
    expect((await startnode(`enable ${PROCESS}`)).stderr).not.toContain('does not know')
  })

  test('audit shows every change with its actor, also after the settings were ended', async () => {
    await stack.client.getHandle('startnode-settings').terminate('test')
    const end = await startnode(`audit --on ${PROCESS}`)
    expect(end).toMatchObject({ code: 0 })
    expect(end.stdout).toMatch(/cli:\S+ {2}enableUrl loan-approved/)
    expect(end.stdout).toMatch(/cli:\S+ {2}setAuth loan-approved/)
    expect((await startnode('audit')).stdout).toContain('setVariable env_var[@webhook-var]')
    secretNever(await startnode('audit --json'), 'canary')
  })
})

test('user hash prints a line that opens nothing but with its password', async () => {
  const end = await startnode('user hash bob --role operator', 'a long enough password\n')
  expect(end.stdout).toMatch(/^bob:operator:scrypt\$15\$8\$3\$[\w-]+\$[\w-]+\n$/)
  expect(end.stdout).not.toContain('long enough')
  const short = await startnode('user hash bob', 'canary')
  expect(short).toMatchObject({ code: 2 })
  secretNever(short, 'canary')
})
