/** Users, passwords, sessions and tokens of the admin API. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { readAdminToken, signAdminToken } from '../../src/users/admin-token.ts'
import { drawDevUser } from '../../src/users/draw-dev-user.ts'
import { createLoginLimiter } from '../../src/users/login-limiter.ts'
import { parseUsers } from '../../src/users/parse-users.ts'
import {
  hashPassword,
  type PasswordHash,
  parsePasswordHash,
  verifyPassword,
} from '../../src/users/password-hash.ts'
import { createSessions } from '../../src/users/sessions.ts'
import { createUsers } from '../../src/users/users.ts'

const CHEAP = { logN: 14, r: 8, p: 1 } as const
const MINUTE = 60_000

test('a password fits its hash, however its letters were composed, and no other does', async () => {
  const hash = parsePasswordHash(await hashPassword('Übergrößenträger', CHEAP)) as PasswordHash
  expect(await verifyPassword(hash, 'Übergrößenträger'.normalize('NFD'))).toBe(true)
  expect(await verifyPassword(hash, 'ubergrossentrager')).toBe(false)
  expect(await hashPassword('same', CHEAP)).not.toBe(await hashPassword('same', CHEAP))
})

test('users are read from lines or commas; every wrong line is named, no hash is repeated', async () => {
  const hash = await hashPassword('a password', CHEAP)
  const users = parseUsers(`# admins\nbob:editor:${hash}\n\namy:viewer:${hash}, sue:operator:${hash}\n`)
  expect(users.map(({ name, role }) => [name, role])).toEqual([
    ['bob', 'editor'],
    ['amy', 'viewer'],
    ['sue', 'operator'],
  ])
  const wrong = `bob:king:${hash}\n bad name:viewer:${hash}\namy:viewer:secret-word\nsue:viewer:${hash}\nsue:viewer:${hash}`
  try {
    parseUsers(wrong)
    expect.unreachable()
  } catch (error) {
    const { message } = error as Error
    for (const said of [
      "role of 'bob'",
      'the name must be',
      "password hash of 'amy'",
      "'sue' is there twice",
    ])
      expect(message).toContain(said)
    expect(message).not.toContain('secret-word')
    expect(message).not.toContain(hash)
  }
  expect(() => loadConfig({ SIGNING_KEYS: 'ab'.repeat(32), ADMIN_USERS: 'bob' })).toThrow('ADMIN_USERS')
})

test('a hash whose cost would hold the process up is none', () => {
  const rest = `${'a'.repeat(22)}$${'b'.repeat(43)}`
  expect(parsePasswordHash(`scrypt$15$8$3$${rest}`)).not.toBe(null)
  for (const cost of ['30$8$1', '13$8$1', '15$32$1', '15$8$0', '15$8$9'])
    expect(parsePasswordHash(`scrypt$${cost}$${rest}`)).toBe(null)
})

test('failures are counted per user and source, and forgotten after 15 minutes', () => {
  let now = 0
  const limiter = createLoginLimiter(() => now)
  for (let count = 0; count < 5; count += 1) limiter.failed('bob', 'here')
  expect(limiter.waitSeconds('bob', 'here')).toBe(900)
  expect(limiter.waitSeconds('bob', 'there')).toBe(0)
  for (let count = 0; count < 15; count += 1) limiter.failed(`user ${count}`, 'here')
  expect(limiter.waitSeconds('amy', 'here')).toBe(900)
  for (let count = 0; count < 45; count += 1) limiter.failed('bob', `source ${count}`)
  expect(limiter.waitSeconds('bob', 'there')).toBe(900)
  now = 15 * MINUTE
  for (const source of ['here', 'there']) expect(limiter.waitSeconds('bob', source)).toBe(0)
})

test('whoever logged in from an address gets in there again, whatever others try, and is slowed down there by himself only', () => {
  let now = 0
  const limiter = createLoginLimiter(() => now)
  limiter.succeeded('bob', 'office')
  // 50 failures from three addresses, and 20 of other names from his own
  for (let count = 0; count < 51; count += 1) limiter.failed('bob', `attacker ${count % 3}`)
  for (let count = 0; count < 21; count += 1) limiter.failed(`guess ${count}`, 'office')
  expect(limiter.waitSeconds('bob', 'office')).toBe(0)
  expect(limiter.waitSeconds('bob', 'elsewhere')).toBe(900)
  expect(limiter.waitSeconds('amy', 'office')).toBe(900)
  for (let count = 0; count < 5; count += 1) limiter.failed('bob', 'office')
  expect(limiter.waitSeconds('bob', 'office')).toBe(900)
  now = 31 * 24 * 60 * MINUTE
  for (let count = 0; count < 51; count += 1) limiter.failed('bob', `attacker ${count % 3}`)
  expect(limiter.waitSeconds('bob', 'office')).toBe(900)
})

test('addresses of one IPv6 network count as one sender, those of two do not', () => {
  const limiter = createLoginLimiter()
  for (let host = 1; host <= 20; host += 1)
    limiter.failed(`guess-${host}`, host % 2 ? `2001:db8:0:7::${host}` : `2001:db8:0:7:a:b:c:${host}`)
  expect(limiter.waitSeconds('guess-21', '2001:db8:0:7:ffff::9')).toBeGreaterThan(0)
  expect(limiter.waitSeconds('guess-21', '2001:db8:0:8::1')).toBe(0)
  expect(limiter.waitSeconds('guess-21', '::1')).toBe(0)
  for (let host = 1; host <= 20; host += 1) limiter.failed(`guess-${host}`, `::ffff:203.0.113.${host}`)
  expect(limiter.waitSeconds('guess-21', '::ffff:203.0.113.21')).toBe(0)
})

test('a password that was right lately can not be found by guessing past the limit', async () => {
  const [bob] = parseUsers(`bob:editor:${await hashPassword('right', CHEAP)}`)
  const users = createUsers([bob as NonNullable<typeof bob>], createLoginLimiter())
  expect(await users.verify('bob', 'right', 'here')).toMatchObject({ name: 'bob' })
  for (let count = 0; count < 5; count += 1)
    await expect(users.verify('bob', `guess ${count}`, 'evil')).rejects.toMatchObject({
      code: 'login_failed',
    })
  await expect(users.verify('bob', 'right', 'evil')).rejects.toMatchObject({ code: 'login_limited' })
  expect(await users.verify('bob', 'right', 'here')).toMatchObject({ name: 'bob' })
})

test('a session ends after an hour unused, and after 12 hours in any case', () => {
  let now = 0
  const sessions = createSessions(() => now)
  const { token } = sessions.open({ name: 'bob', role: 'editor' })
  now += 61 * MINUTE
  expect(sessions.use(token)).toBe(null)
  const used = sessions.open({ name: 'bob', role: 'editor' }).token
  for (let minutes = 0; minutes < 12 * 60 - 30; minutes += 30) {
    now += 30 * MINUTE
    expect(sessions.use(used)).toMatchObject({ user: 'bob' })
  }
  now += 31 * MINUTE
  expect(sessions.use(used)).toBe(null)
})

test('a token of the command is good for a minute, under one of the keys, unchanged', () => {
  const key = Buffer.alloc(32, 1)
  const token = signAdminToken(key, 'cli:bob', 0)
  expect(readAdminToken([Buffer.alloc(32, 2), key], token, 1_000)).toBe('cli:bob')
  expect(readAdminToken([Buffer.alloc(32, 2)], token, 1_000)).toBe(null)
  expect(readAdminToken([key], token, 61_000)).toBe(null)
  expect(readAdminToken([key], signAdminToken(key, 'cli:bob', 10 * MINUTE), 0)).toBe(null)
  const [claim, mac] = token.split('.') as [string, string]
  const forged = Buffer.from(JSON.stringify(['cli:eve', 60_000])).toString('base64url')
  for (const wrong of [`${forged}.${mac}`, `${claim}.${'0'.repeat(64)}`, claim, '', 'x.y'])
    expect(readAdminToken([key], wrong, 1_000)).toBe(null)
})

test('in development one editor is drawn, once, into a file only its owner can read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'startnode-dev-user-'))
  const { user, file } = await drawDevUser(folder)
  const password = readFileSync(file, 'utf8').trim()
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(password).toMatch(/^[\w-]{24}$/)
  expect(user).toMatchObject({ name: 'dev', role: 'editor' })
  expect(await verifyPassword(user.password, password)).toBe(true)
  await drawDevUser(folder)
  expect(readFileSync(file, 'utf8').trim()).toBe(password)
  rmSync(folder, { recursive: true })
})
