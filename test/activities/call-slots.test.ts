import { expect, test } from 'vitest'
import { type CallWish, createCallSlots } from '../../src/activities/api-call/call-slots.ts'

const never = new AbortController().signal

function wish(node: string, host: string, more: Partial<CallWish> = {}): CallWish {
  return { node, host, maxThreads: 5, waitMs: 10_000, signal: never, ...more }
}

/** Takes slots and notes who has got one, or why not, in the order in which it happened. */
function openLine(limits: Parameters<typeof createCallSlots>[0]) {
  const slots = createCallSlots(limits)
  const got: string[] = []
  const releases = new Map<string, () => void>()
  return {
    got,
    async take(name: string, wished: CallWish): Promise<void> {
      const slot = await slots.take(wished)
      got.push('refused' in slot ? `${name} ${slot.refused}` : name)
      if ('release' in slot) releases.set(name, slot.release)
    },
    async release(name: string): Promise<void> {
      releases.get(name)?.()
      await settled()
    },
  }
}

/** Everything that was decided has been told. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a host has so many calls at once, whatever their nodes, and the oldest in line is next', async () => {
  const { take, release, got } = openLine({ perHost: 2 })
  for (const [index, node] of ['A', 'B', 'C', 'A', 'B'].entries())
    void take(`${node}${index}`, wish(node, 'bank'))
  await settled()
  expect(got).toEqual(['A0', 'B1'])
  await release('B1')
  await release('A0')
  await release('C2')
  expect(got).toEqual(['A0', 'B1', 'C2', 'A3', 'B4'])
})

test('a node that is full lets other nodes by, and keeps its order', async () => {
  const { take, release, got } = openLine({ perHost: 3 })
  for (const name of ['A0', 'A1', 'A2']) void take(name, wish('A', 'bank', { maxThreads: 1 }))
  for (const name of ['B0', 'B1', 'B2']) void take(name, wish('B', 'bank'))
  await settled()
  expect(got).toEqual(['A0', 'B0', 'B1'])
  await release('B0')
  expect(got.at(-1)).toBe('B2')
  await release('A0')
  expect(got.at(-1)).toBe('A1')
  await release('B1')
  expect(got).toHaveLength(5)
  await release('A1')
  expect(got.at(-1)).toBe('A2')
})

test('a host that is full keeps nobody from another', async () => {
  const { take, got } = openLine({ perHost: 1 })
  for (let index = 0; index < 5; index += 1) void take(`slow${index}`, wish('A', 'slow'))
  void take('quick', wish('A', 'quick'))
  await settled()
  expect(got).toEqual(['slow0', 'quick'])
})

test('when lines are full the longest gives up its youngest, so a host with a short one still gets its turn', async () => {
  const { take, release, got } = openLine({ perHost: 1, maxWaiting: 3 })
  for (let index = 0; index < 4; index += 1) void take(`slow${index}`, wish('A', 'slow'))
  for (let index = 0; index < 2; index += 1) void take(`quick${index}`, wish('A', 'quick'))
  await settled()
  expect(got).toEqual(['slow0', 'quick0', 'slow3 crowded'])
  void take('slow4', wish('A', 'slow'))
  await settled()
  expect(got.at(-1)).toBe('slow4 crowded')
  await release('quick0')
  await release('slow0')
  expect(got.slice(-2)).toEqual(['quick1', 'slow1'])
})

test('who is cancelled or waits too long leaves the line, and takes no place with it', async () => {
  const { take, release, got } = openLine({ perHost: 1 })
  const cancel = new AbortController()
  const reason = new Error('the task is cancelled')
  void take('first', wish('A', 'bank'))
  const cancelled = take('cancelled', wish('A', 'bank', { signal: cancel.signal }))
  const late = take('late', wish('A', 'bank', { waitMs: 1 }))
  void take('last', wish('A', 'bank'))
  cancel.abort(reason)
  await expect(cancelled).rejects.toBe(reason)
  await expect(take('after', wish('A', 'bank', { signal: cancel.signal }))).rejects.toBe(reason)
  await late
  await release('first')
  expect(got).toEqual(['first', 'late late', 'last'])
  await release('last')
  void take('next', wish('A', 'bank'))
  await settled()
  expect(got.at(-1)).toBe('next')
  // Given back by then: an abort must not take another's place away.
  cancel.abort()
  void take('one too many', wish('A', 'bank'))
  await settled()
  expect(got.at(-1)).toBe('next')
})
