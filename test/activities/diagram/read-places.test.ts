import { ApplicationFailure } from '@temporalio/activity'
import { expect, test } from 'vitest'
import { createReadPlaces } from '../../../src/activities/diagram/read-places.ts'

test('who finds no place fails at once, comes again as a timer of its task, and finds one when another has left', async () => {
  const inPlace = createReadPlaces(2)
  const leave: (() => void)[] = []
  const read = () => inPlace(() => new Promise<string>((resolve) => leave.push(() => resolve('read'))))
  const first = read()
  const second = read()
  const failure = await read().catch((error: unknown) => error)
  if (!(failure instanceof ApplicationFailure)) throw new Error('It was let in')
  expect(failure).toMatchObject({ type: 'reads_crowded', nonRetryable: false })
  // Longer than `localRetryThreshold` of readForDiagram
  expect(failure.nextRetryDelay).toBeGreaterThan(400)
  leave[0]?.()
  expect(await first).toBe('read')
  const third = read()
  for (const one of leave) one()
  expect(await Promise.all([second, third])).toEqual(['read', 'read'])
})

test('a place is free again when its read has failed', async () => {
  const inPlace = createReadPlaces(1)
  for (let time = 0; time < 2; time += 1)
    await expect(inPlace(() => Promise.reject(new Error('It does not answer')))).rejects.toThrow(
      'It does not answer',
    )
  expect(await inPlace(async () => 'read')).toBe('read')
})
