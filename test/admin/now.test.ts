/** What needs somebody, over the admin API and as news, with nobody's Temporal but a real one. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPeers } from '../../src/admin/peers/ask-peers.ts'
import type { NowView } from '../../src/now/need.ts'
import { KEYS } from '../helpers/open-settings.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { type OpenAdmin, openAdmin } from './open-admin.ts'

let admin: OpenAdmin

beforeAll(async () => {
  admin = await openAdmin('admin-now', 'nobody')
})
afterAll(() => admin?.close())

test('a viewer sees the verdict; only an operator is done with a need', async () => {
  const { status, body } = await admin.call('viewer', 'GET', '/now?fresh=true')
  expect(status).toBe(200)
  expect(body).toMatchObject({ state: expect.stringMatching(/^(well|needs)$/), unknown: [] })
  const id = JSON.stringify(['failed', 'loan-approved', null, null])
  expect(await admin.call('viewer', 'POST', '/now/seen', { id })).toMatchObject({ status: 403 })
  expect(await admin.call('operator', 'POST', '/now/seen', { id })).toMatchObject({ status: 200 })
  expect(await admin.call('operator', 'POST', '/now/seen', { id: '' })).toMatchObject({ status: 400 })
})

test('a process whose settings refuse everything is told at once, on its page and as news', async () => {
  const pass = '{{env_var[@gone].pass}}'
  await admin.call('editor', 'PUT', '/processes/loan-approved/auth', { type: 'basic', user: 'u', pass })
  await admin.call('editor', 'POST', '/processes/loan-approved/enable')
  const view = await waitFor('it is told', async () => {
    const seen = (await admin.call('viewer', 'GET', '/now?fresh=true')).body as NowView
    return seen.needs.some(({ kind }) => kind === 'refuses_all') ? seen : null
  })
  expect(view.state).toBe('needs')
  expect(view.needs[0]).toMatchObject({
    kind: 'refuses_all',
    process: 'loan-approved',
    link: '/processes/loan-approved',
  })
  const stream = await fetch(`${admin.url}/admin/v1/events`, {
    headers: { authorization: `Basic ${Buffer.from('viewer:the password of viewer').toString('base64')}` },
  })
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  let heard = ''
  while (!/event: now\ndata: .*"state":"needs"/.test(heard)) {
    const { value, done } = (await reader?.read()) ?? { done: true }
    expect(done, heard).toBe(false)
    heard += value
  }
  await reader?.cancel()
})

test('the other receivers are asked how they are; one that is away is told', async () => {
  const here = await admin.call('viewer', 'GET', '/now/here')
  expect(here.body).toEqual({ id: admin.parts.peers.id, needs: [] })
  const peers = createPeers([admin.url, 'http://127.0.0.1:1'], KEYS, 'second')
  const other = await openAdmin('admin-now-2', 'nobody', { parts: { peers } })
  try {
    const { body } = await other.call('viewer', 'GET', '/now?fresh=true')
    expect((body as NowView).unknown).toEqual([expect.stringMatching(/^receiver 127\.0\.0\.1:1: /)])
  } finally {
    await other.close()
  }
})
