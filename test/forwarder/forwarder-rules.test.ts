/** The rules of the forwarder that need no server: lanes, giving way, what a failure means. */
import { expect, test } from 'vitest'
import { BodyFormatError } from '../../src/errors/delivery-errors.ts'
import { TemporalRefusedError } from '../../src/errors/temporal-errors.ts'
import { backoffMs } from '../../src/forwarder/backoff.ts'
import { classifyFailure } from '../../src/forwarder/classify-failure.ts'
import { createGiveWay } from '../../src/forwarder/give-way.ts'
import { TemporalState } from '../../src/forwarder/temporal-state.ts'
import { Lanes } from '../../src/inbox/lanes.ts'
import { waitFor } from '../helpers/wait-for.ts'

test('a lane gives its records one after the other, in order, while other lanes go on', () => {
  const lanes = new Lanes()
  for (const [seq, lane] of [
    [1, 'a'],
    [2, 'b'],
    [3, 'a'],
    [4, 'c'],
  ] as const)
    lanes.add({ seq, lane })
  const [a, b, c] = [lanes.take(), lanes.take(), lanes.take()]
  expect([a, b, c].map((lane) => lane && lanes.recordOf(lane).seq)).toEqual([1, 2, 4])
  expect(lanes.take()).toBeUndefined()
  if (a) lanes.advance(a)
  const again = lanes.take()
  expect(again && lanes.recordOf(again)).toEqual({ seq: 3, lane: 'a' })
})

test('a failing lane waits alone and is ready again after its delay', async () => {
  const lanes = new Lanes()
  lanes.add({ seq: 1, lane: 'bad' })
  lanes.add({ seq: 2, lane: 'good' })
  const bad = lanes.take()
  let woken = 0
  if (bad) lanes.retry(bad, 30, () => void woken++)
  expect(lanes).toMatchObject({ waiting: 1, ready: 1, size: 2 })
  expect(lanes.take()?.name).toBe('good')
  await waitFor('its delay', () => woken === 1)
  expect(lanes.take()?.name).toBe('bad')
})

test('a long lane does not keep what is done', () => {
  const lanes = new Lanes()
  for (let seq = 1; seq <= 5_000; seq++) lanes.add({ seq, lane: 'a' })
  for (let seq = 1; seq <= 5_000; seq++) {
    const lane = lanes.take()
    if (!lane) throw new Error('no lane is ready')
    expect(lanes.recordOf(lane).seq).toBe(seq)
    lanes.advance(lane)
    expect(lane.at).toBeLessThanOrEqual(1_024)
  }
  expect(lanes.size).toBe(0)
})

/** What gives way, with a clock and a load of the test's own. */
function openGiveWay() {
  let time = 0
  let accepted = 0
  const load = { fill: 0, share: 0.9 }
  const clock = { now: () => time, loopShare: () => load.share }
  const giveWay = createGiveWay({ accepted: () => accepted, fill: () => load.fill }, 32, clock)
  const pass = (deliveries: number, underWay = 0, ms = 100) => {
    time += ms
    accepted += deliveries
    return giveWay(underWay)
  }
  return { load, giveWay, pass }
}

test('while acceptance is busy only a trickle goes out, more as the inbox fills', () => {
  const { load, giveWay, pass } = openGiveWay()
  expect(giveWay(0)).toBe(32)
  expect(pass(500)).toBe(1)
  // One at a time, and the next one not at once
  expect(giveWay(1)).toBe(1)
  expect(giveWay(0)).toBe(0)
  expect(pass(0, 0, 50)).toBe(0)
  // A caller does not wait for the others
  expect(giveWay(0, true)).toBe(1)
  expect(giveWay(0, true)).toBe(0)
  expect([pass(500), pass(500), pass(500)]).toEqual([0, 0, 1])
  // What was under way when it became busy is not held up, but nothing joins it
  expect(pass(500, 32)).toBe(32)
  load.fill = 0.65
  expect(pass(500)).toBe(16)
  load.fill = 0.9
  expect(pass(500)).toBe(32)
})

test('many deliveries that leave the event loop its time hold nothing back', () => {
  const { load, pass } = openGiveWay()
  load.share = 0.3
  expect(pass(500)).toBe(32)
})

test('after a long burst it comes back by and by: a pause of the burst does not fill the cores with tasks', () => {
  const { giveWay, pass } = openGiveWay()
  for (let ms = 0; ms < 5_000; ms += 100) pass(500)
  const begunPerSecond = Array.from({ length: 7 }, () => {
    let begun = 0
    for (let ms = 0; ms < 1_000; ms += 50) begun += pass(0, 0, 50)
    return begun
  })
  const first = begunPerSecond.slice(0, 6)
  expect(first).toEqual([...first].sort((one, other) => one - other))
  expect(first[0]).toBeLessThanOrEqual(5)
  expect(first[5]).toBeGreaterThanOrEqual(100)
  expect(giveWay(0)).toBe(32)
  // With some under way it is the same rate, not one after the other
  for (let ms = 0; ms < 5_000; ms += 100) expect(pass(500, 3)).toBe(3)
  expect(pass(0, 3)).toBe(4)
  expect(pass(0, 4)).toBe(4)
  expect(pass(0, 4, 200)).toBe(5)
})

test('after a burst a caller takes nobody along, and a fuller inbox is given no less', () => {
  const { load, giveWay, pass } = openGiveWay()
  for (let ms = 0; ms < 5_000; ms += 100) pass(500)
  pass(0, 0, 250)
  pass(0, 0, 50)
  expect([giveWay(0, true), giveWay(0, true)]).toEqual([1, 0])
  expect(pass(0, 20, 5_000)).toBeGreaterThan(20)
  load.fill = 0.51
  expect(pass(0, 20)).toBeGreaterThan(20)
})

test('after a short burst it is back at once', () => {
  const { pass } = openGiveWay()
  expect(pass(500)).toBe(1)
  expect(pass(0, 0, 100)).toBeLessThan(32)
  expect(pass(0, 0, 100)).toBe(32)
})

test('while Temporal is away one probe goes out at a time, and failures of one moment count once', async () => {
  let probes = 0
  const lines: string[] = []
  const note = (_: object, text: string) => void lines.push(text)
  const temporal = new TemporalState(() => void probes++, { info: note, warn: note, error: note })
  const failure = { kind: 'unreachable', reason: 'UNAVAILABLE' } as const
  for (let i = 0; i < 30; i++) temporal.fails('unreachable', failure)
  expect(temporal.allow(32)).toBe(0)
  await waitFor('the probe', () => probes === 1, 1_000)
  expect(temporal.allow(32)).toBe(1)
  temporal.works()
  expect(temporal.allow(32)).toBe(32)
  expect(lines).toHaveLength(2)
})

test('delays grow to their ceiling, are never nothing, and differ', () => {
  expect(backoffMs(1, 100, 30_000, () => 1)).toBe(100)
  expect(backoffMs(4, 100, 30_000, () => 1)).toBe(800)
  expect(backoffMs(400, 100, 30_000, () => 1)).toBe(30_000)
  expect(backoffMs(1, 100, 30_000, () => 0)).toBe(10)
  expect(new Set(Array.from({ length: 20 }, () => backoffMs(20, 100, 30_000))).size).toBeGreaterThan(10)
})

test.each([
  [3, 'Blob data size exceeds limit.', 'refused'],
  [3, 'Namespace not set on request.', 'blocked'],
  [3, 'TaskQueue length exceeds limit.', 'blocked'],
  [5, 'Namespace x is not found.', 'blocked'],
  [5, 'workflow not found', 'failed'],
  [7, 'Request unauthorized.', 'blocked'],
  [16, 'no token', 'blocked'],
  [12, 'unknown service', 'blocked'],
  [8, 'grpc: received message larger than max (5000000 vs. 4194304)', 'refused'],
  [8, 'Workflow is busy.', 'failed'],
  [8, 'namespace rate limit exceeded', 'unreachable'],
  [14, 'connect ECONNREFUSED', 'unreachable'],
  [4, 'Deadline exceeded', 'late'],
  [13, 'internal', 'failed'],
] as const)('gRPC %i "%s" means %s', (code, details, kind) => {
  const cause = Object.assign(new Error(`${code}: ${details}`), { code, details })
  expect(classifyFailure(new Error('wrapped', { cause })).kind).toBe(kind)
})

test('our own refusals and broken JSON are final, anything unknown is tried again', () => {
  expect(classifyFailure(new TemporalRefusedError('too large')).kind).toBe('refused')
  const broken = new BodyFormatError('json_invalid', 'Not valid JSON', { path: '', message: '' })
  expect(classifyFailure(broken).kind).toBe('refused')
  expect(classifyFailure('what').kind).toBe('failed')
})
