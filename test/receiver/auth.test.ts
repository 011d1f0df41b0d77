/** Every case of credentials, over both adapters, through the process and through its alias: one rule. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { sealText } from '../../src/keys/sealed-text.ts'
import { type ClearAuth, sealAuth } from '../../src/settings/seal-auth.ts'
import { completeSnapshot, type SettingsSnapshot } from '../../src/settings/snapshot.ts'
import { aliasPathOf, GENERATION, pathOf } from './running-receiver.ts'
import { head, send, talk } from './send.ts'
import { BOTH_WAYS, useReceiver } from './use-receiver.ts'

const KEYS = [randomBytes(32)]
const CANARY = 'canary-pass-7731'

function snapshotWith(auth: ClearAuth, keys = KEYS): SettingsSnapshot {
  const variable = (id: number, type: 'raw' | 'json', value: string) => ({
    id,
    type,
    secret: true,
    value: sealText(KEYS, value),
  })
  return completeSnapshot({
    settingsId: 's',
    revision: 2,
    startNodes: {
      plain: { generation: GENERATION, accepted: [], auth: sealAuth(keys, auth) },
      small: { generation: GENERATION, accepted: [] },
    },
    aliases: {
      'to-plain': { title: '', process: 'plain', generation: GENERATION, accepted: [] },
      'to-nothing': { title: '', process: null, generation: GENERATION, accepted: [] },
      'switched-off': { title: '', process: 'plain', generation: null, accepted: [] },
    },
    variables: {
      'webhook-var': variable(1, 'json', JSON.stringify({ user: 'mambu', pass: CANARY, empty: '' })),
    },
  })
}

const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })
const literal: ClearAuth = { type: 'basic', user: 'mambu', pass: `${CANARY}:ü` }
const byVariable: ClearAuth = {
  type: 'basic',
  user: '{{env_var[@webhook-var].user}}',
  pass: '{{env_var[@webhook-var].pass}}',
}
const missing: ClearAuth = { ...byVariable, pass: '{{env_var[@nowhere].pass}}' }
const empty: ClearAuth = { ...byVariable, pass: '{{env_var[@webhook-var].empty}}' }
const header: ClearAuth = { type: 'header', name: 'X-Api-Key', value: CANARY }

const cases: readonly [string, ClearAuth, Record<string, string>, 200 | 401][] = [
  ['no auth, no credentials', { type: 'none' }, {}, 200],
  ['no auth, credentials nobody asked for', { type: 'none' }, basic('a:b'), 200],
  ['Basic, right', literal, basic(`mambu:${CANARY}:ü`), 200],
  [
    'Basic, scheme in lower case',
    literal,
    { authorization: basic(`mambu:${CANARY}:ü`).authorization.replace('Basic', 'basic') },
    200,
  ],
  ['Basic, missing', literal, {}, 401],
  ['Basic, empty header', literal, { authorization: '' }, 401],
  ['Basic, wrong user', literal, basic(`mambu2:${CANARY}:ü`), 401],
  ['Basic, wrong password', literal, basic(`mambu:${CANARY}`), 401],
  ['Basic, empty password', literal, basic('mambu:'), 401],
  ['Basic, no colon', literal, basic('mambu'), 401],
  ['Basic, another scheme', literal, { authorization: 'Bearer abc' }, 401],
  ['Basic, base64 junk', literal, { authorization: 'Basic %%%%' }, 401],
  ['Basic, 10 KB', literal, basic(`mambu:${'x'.repeat(7_500)}`), 401],
  [
    'Basic, password in Latin-1',
    literal,
    { authorization: `Basic ${Buffer.from(`mambu:${CANARY}:ü`, 'latin1').toString('base64')}` },
    401,
  ],
  ['Basic by variable, right', byVariable, basic(`mambu:${CANARY}`), 200],
  [
    'Basic by variable, the reference itself',
    byVariable,
    basic('{{env_var[@webhook-var].user}}:{{env_var[@webhook-var].pass}}'),
    401,
  ],
  ['Basic by variable, missing variable', missing, basic('mambu:undefined'), 401],
  ['Basic by variable, missing variable, empty password', missing, basic('mambu:'), 401],
  ['Basic by variable, empty value', empty, basic('mambu:'), 401],
  ['header, right', header, { 'x-api-key': CANARY }, 200],
  ['header, missing', header, {}, 401],
  ['header, wrong', header, { 'x-api-key': `${CANARY}x` }, 401],
  ['header, empty', header, { 'x-api-key': '' }, 401],
  ['header, as Basic', header, basic(`x-api-key:${CANARY}`), 401],
]

describe.each(BOTH_WAYS)('%s', (_, fastPath) => {
  const running = useReceiver(fastPath, { receiver: { encryptionKeys: KEYS } })

  describe.each([
    ['the process', pathOf('plain'), 'plain'],
    ['its alias', aliasPathOf('to-plain'), '@to-plain'],
  ])('through %s', (__, path, addressed) => {
    test.each(cases)('%s', async (___, auth, headers, status) => {
      running.state.snapshot = snapshotWith(auth)
      const received = await send(running.port, path, { body: '{"id":"L1"}', headers })
      expect(received.status).toBe(status)
      expect(running.rows).toHaveLength(1)
      if (status === 200) {
        expect(running.deliveries).toEqual([expect.objectContaining({ process: 'plain', addressed })])
        return
      }
      expect(received.headers['www-authenticate']).toBe('Basic realm="startnode", charset="UTF-8"')
      expect(received.body).toBe(
        '{"request_proc":"fail","ops":{"proc":"error","obj":"task","description":"Access denied","code":"credentials_wrong"}}',
      )
      expect(running.deliveries).toEqual([])
      expect(running.rows[0]).toMatchObject({ code: 'credentials_wrong', addressed, bytes: 0, taskId: null })
      expect(JSON.stringify(running.rows)).not.toContain(CANARY)
    })

    test('the header twice is refused, not answered 500', async () => {
      running.state.snapshot = snapshotWith(header)
      const twice = head(
        path,
        `x-api-key: ${CANARY}`,
        `x-api-key: ${CANARY}`,
        'content-length: 0',
        'connection: close',
      )
      expect(await talk(running.port, twice)).toMatch(/^HTTP\/1\.1 401 /)
    })

    test('a changed variable is in force with the next snapshot', async () => {
      running.state.snapshot = snapshotWith(missing)
      const ask = () => send(running.port, path, { body: '{}', headers: basic(`mambu:${CANARY}`) })
      expect((await ask()).status).toBe(401)
      expect(running.rows[0]?.reason).toContain('{{env_var[@nowhere].pass}}')
      running.state.snapshot = snapshotWith(byVariable)
      expect((await ask()).status).toBe(200)
    })

    test('credentials that no key of the receiver opens let nobody in', async () => {
      running.state.snapshot = snapshotWith(literal, [randomBytes(32)])
      const received = await send(running.port, path, { body: '{}', headers: basic(`mambu:${CANARY}:ü`) })
      expect(received.status).toBe(401)
    })
  })

  test('nothing of the body is asked for before the credentials have passed', async () => {
    running.state.snapshot = snapshotWith(literal)
    const asking = head(pathOf('plain'), 'expect: 100-continue', 'content-length: 2', 'connection: close')
    expect(await talk(running.port, asking)).toMatch(/^HTTP\/1\.1 401 /)
  })

  test('an unlinked, switched-off or unknown alias is refused as an unknown process is', async () => {
    running.state.snapshot = snapshotWith(literal)
    const answers = new Set<string>()
    for (const path of [
      aliasPathOf('to-nothing'),
      aliasPathOf('switched-off'),
      aliasPathOf('unknown'),
      pathOf('unknown'),
    ]) {
      const { status, body } = await send(running.port, path, { body: '{}' })
      answers.add(`${status} ${body}`)
    }
    expect([...answers]).toEqual([
      '403 {"request_proc":"fail","ops":{"proc":"error","obj":"task","description":"Access denied","code":"access_denied"}}',
    ])
  })

  test('the same delivery key through process and alias is two deliveries', async () => {
    running.state.snapshot = snapshotWith({ type: 'none' })
    for (const path of [pathOf('plain'), aliasPathOf('to-plain'), aliasPathOf('to-plain')]) {
      await send(running.port, path, { body: '{}', headers: { 'webhook-id': 'k' } })
    }
    const [process, alias, again] = running.deliveries.map(({ taskId }) => taskId)
    expect(alias).not.toBe(process)
    expect(again).toBe(alias)
  })
})
