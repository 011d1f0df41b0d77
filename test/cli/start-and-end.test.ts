/**
 * What runs for long ends by itself where its start fails, and by the first SIGTERM at any moment before, during and after
 * its start: real processes, as a supervisor or compose has them.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findTemporal } from '../../src/temporal/dev/find-temporal.ts'
import { buildProject } from '../helpers/built-project.ts'
import { type Child, plainEnv, startChild } from '../helpers/child-process.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

/** Far more than any start takes here; what hangs, hangs for ever. */
const ENDS_WITHIN_MS = 90_000
const NOBODY = '127.0.0.1:1'
const KEY = '5e'.repeat(32)
const folder = mkdtempSync(join(tmpdir(), 'startnode-ends-'))
let startnode: string
let taken: Server
let port: string

beforeAll(async () => {
  startnode = join(await buildProject(), 'bin', 'startnode.js')
  taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  port = String((taken.address() as { port: number }).port)
})

afterAll(() => {
  taken.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

let started = 0
function start(command: string, env: NodeJS.ProcessEnv): Child {
  started += 1
  return startChild([startnode, command], {
    env: {
      ...plainEnv(),
      STATE_DIR: join(folder, String(started)),
      SIGNING_KEYS: KEY,
      PORT: '0',
      TEMPORAL_ADDRESS: temporalAddress(),
      TEMPORAL_NAMESPACE: 'ends',
      ...env,
    },
  })
}

/** Its end; one that takes too long is killed, and has no exit code. */
async function endOf(child: Child): Promise<{ code: number | null; said: string }> {
  const late = setTimeout(() => child.send('SIGKILL'), ENDS_WITHIN_MS)
  const { code } = await child.ended
  clearTimeout(late)
  return { code, said: child.stdout() + child.stderr() }
}

const noNamespace = { TEMPORAL_NAMESPACE: 'nobody-made-it' }
const badKey = { SIGNING_KEYS: 'short' }
const badCertificate = { TEMPORAL_TLS_CLIENT_CERT_PATH: join(folder, 'none.pem') }

describe.concurrent('a start that fails ends the process', () => {
  test.each([
    ['worker', 'a namespace that is missing', noNamespace, 3, "no namespace 'nobody-made-it'"],
    ['dev', 'a namespace that is missing', noNamespace, 3, "no namespace 'nobody-made-it'"],
    ['dev', 'a Temporal that is not there', { TEMPORAL_ADDRESS: NOBODY }, 3, 'temporal_unreachable'],
    ['worker', 'a key that is none', badKey, 2, 'SIGNING_KEYS'],
    ['receiver', 'a key that is none', badKey, 2, 'SIGNING_KEYS'],
    ['dev', 'a key that is none', badKey, 2, 'SIGNING_KEYS'],
    ['worker', 'a certificate that is missing', badCertificate, 2, 'none.pem'],
    ['receiver', 'a certificate that is missing', badCertificate, 2, 'none.pem'],
  ])('%s: %s', async (command, _what, env, code, said) => {
    const end = await endOf(start(command, env))
    expect(end.said).toContain(said)
    expect(end.code).toBe(code)
  })

  test.each(['receiver', 'dev'])('%s: a port in use', async (command) => {
    const end = await endOf(start(command, { PORT: port }))
    expect(end.said).toContain(`Port ${port} on 127.0.0.1 is in use`)
    expect(end.code).toBe(1)
  })
})

describe.concurrent('the first SIGTERM ends it', () => {
  const untilSaid = (child: Child, what: string) =>
    waitFor(`it says ${what}`, () => (child.stdout() + child.stderr()).includes(what), ENDS_WITHIN_MS)

  async function endsBySignal(child: Child): Promise<string> {
    child.send('SIGTERM')
    const end = await endOf(child)
    expect({ code: end.code, said: end.said }).toMatchObject({ code: 0 })
    return end.said
  }

  test('a worker that waits for Temporal', async () => {
    const worker = start('worker', { TEMPORAL_ADDRESS: NOBODY })
    await untilSaid(worker, 'Temporal is not there yet')
    await endsBySignal(worker)
  })

  test('a worker that bundles its workflows', async () => {
    const worker = start('worker', {})
    await untilSaid(worker, 'ENCRYPTION_KEYS is not set')
    await endsBySignal(worker)
  })

  test('a receiver without Temporal', async () => {
    const receiver = start('receiver', { TEMPORAL_ADDRESS: NOBODY })
    await untilSaid(receiver, 'receiver ready')
    expect(await endsBySignal(receiver)).toContain('receiver stopped')
  })

  test('a `startnode dev` that starts its Temporal, which ends with it', async () => {
    const binary = await findTemporal({ stateDir: '.startnode' })
    const temporalPort = String(await findFreePort())
    const dev = start('dev', {
      PATH: [dirname(binary), process.env.PATH].join(delimiter),
      TEMPORAL_ADDRESS: undefined,
      TEMPORAL_NAMESPACE: undefined,
      TEMPORAL_DEV_PORT: temporalPort,
    })
    await untilSaid(dev, `Temporal at 127.0.0.1:${temporalPort}`)
    expect(await endsBySignal(dev)).not.toContain('Ready')
    await waitFor('its port is free', async () => {
      const probe = createServer().listen(Number(temporalPort), '127.0.0.1')
      await once(probe, 'listening')
      probe.close()
      return true
    })
  })
})
