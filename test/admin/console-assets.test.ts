/** The files of the console on the wire: packed, kept for ever, and no more of them at first than a page needs. */
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import express from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findConsole } from '../../src/admin/serve/find-console.ts'
import { serveConsole } from '../../src/admin/serve/serve-console.ts'

/** Of all scripts that the page names, packed by gzip, the weaker of the two. */
const MOST_AT_FIRST = 300_000

let assets: string
let names: string[]
let server: Server
let port: number

beforeAll(async () => {
  assets = join(await findConsole(), 'assets')
  names = readdirSync(assets).filter((name) => !/\.(?:br|gz)$/.test(name))
  const app = express()
  app.disable('etag')
  app.use(serveConsole({ log: pino({ level: 'silent' }) }))
  server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => new Promise((resolve) => server?.close(resolve)))

interface Got {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: Buffer
}

/** As it is on the wire: `fetch` would unpack it and say nothing. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      )
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end()
  })
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}
const pathOf = (name: string) => `/console/assets/${name}`
const named = (pattern: RegExp) => names.find((name) => pattern.test(name)) as string

test('every file goes out as br, as gzip or as it is, as the browser takes it, and is the same unpacked', async () => {
  expect(names.length).toBeGreaterThan(20)
  for (const name of names) {
    const plain = readFileSync(join(assets, name))
    const as = async (accepted: string | null) =>
      get(pathOf(name), accepted === null ? {} : { 'accept-encoding': accepted })
    const br = await as('gzip, deflate, br, zstd')
    const gzip = await as('gzip, deflate')
    const identity = await as(null)
    expect([name, br.headers['content-encoding'], gzip.headers['content-encoding']]).toEqual([
      name,
      'br',
      'gzip',
    ])
    expect(identity.headers['content-encoding']).toBeUndefined()
    expect(brotliDecompressSync(br.body).equals(plain)).toBe(true)
    expect(gunzipSync(gzip.body).equals(plain)).toBe(true)
    expect(identity.body.equals(plain)).toBe(true)
    for (const { status, headers } of [br, gzip, identity]) {
      expect([name, status, headers['content-type']]).toEqual([
        name,
        200,
        TYPES[name.slice(name.lastIndexOf('.') + 1)],
      ])
      expect(headers.vary).toBe('Accept-Encoding')
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
      expect(headers['x-content-type-options']).toBe('nosniff')
    }
    expect(new Set([br, gzip, identity].map(({ headers }) => headers.etag)).size).toBe(3)
  }
})

test('what a browser has it is not sent again, and what it does not take it never gets', async () => {
  const path = pathOf(named(/^index-.*\.js$/))
  const first = await get(path, { 'accept-encoding': 'br' })
  const again = await get(path, { 'accept-encoding': 'br', 'if-none-match': String(first.headers.etag) })
  expect([again.status, again.body.length]).toEqual([304, 0])
  const other = await get(path, { 'accept-encoding': 'gzip', 'if-none-match': String(first.headers.etag) })
  expect(other.status).toBe(200)
  const encodingOf = async (accepted: string) =>
    (await get(path, { 'accept-encoding': accepted })).headers['content-encoding']
  expect(await encodingOf('br;q=0, gzip')).toBe('gzip')
  expect(await encodingOf('br;q=0, gzip;q=0')).toBeUndefined()
  expect(await encodingOf('identity')).toBeUndefined()
  expect(await encodingOf('*')).toBe('br')
  const head = await get(path, { 'accept-encoding': 'br' }, 'HEAD')
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([
    200,
    String(first.body.length),
    0,
  ])
})

test('nothing but those files is there', async () => {
  const script = named(/^index-.*\.js$/)
  for (const path of [
    'none.js',
    `${script}.br`,
    `${script}.gz`,
    `${script}/`,
    '..%2findex.html',
    '%2e%2e/index.html',
    '',
  ]) {
    const { status, headers } = await get(pathOf(path), { 'accept-encoding': 'br' })
    expect([path, status, headers['cache-control'], headers['content-encoding'], headers.etag]).toEqual([
      path,
      404,
      undefined,
      undefined,
      undefined,
    ])
  }
  expect((await get(pathOf(script), {}, 'POST')).status).toBe(404)
})

test('the page is kept by nobody, and brings at first no more than 300 KB of scripts, packed', async () => {
  const page = await get('/console/')
  expect(page.headers['cache-control']).toBe('no-store')
  const html = page.body.toString()
  const scripts = [...html.matchAll(/(?:src|href)="\/console\/assets\/([^"]+\.js)"/g)].map(
    ([, name = '']) => name,
  )
  expect(scripts.length).toBeGreaterThan(0)
  const sizes = await Promise.all(
    scripts.map(async (name) => (await get(pathOf(name), { 'accept-encoding': 'gzip' })).body.length),
  )
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_AT_FIRST)
  const text = scripts.map((name) => readFileSync(join(assets, name), 'utf8')).join('\n')
  // Editor and diagram, by what only they have
  expect(text).not.toMatch(/cm-scroller|react-flow__/)
  const [editor, diagram] = [named(/^code-mirror-.*\.js$/), named(/^diagram-view-.*\.js$/)]
  expect(readFileSync(join(assets, editor), 'utf8')).toContain('cm-scroller')
  expect(readFileSync(join(assets, diagram), 'utf8')).toContain('react-flow__')
})
