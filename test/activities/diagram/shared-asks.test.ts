import { expect, test } from 'vitest'
import { createSharedAsks } from '../../../src/activities/diagram/shared-asks.ts'

/** A system that is asked, and answers when it is told to. */
function openSystem() {
  const answers: { readonly give: (value: number) => void; readonly fail: (error: Error) => void }[] = []
  const work = () => new Promise<number>((give, fail) => answers.push({ give, fail }))
  return { answers, work }
}

test('whoever comes while one asks waits for one next ask, which begins after all of them came', async () => {
  const ask = createSharedAsks()
  const { answers, work } = openSystem()
  const first = ask('limits', work)
  const others = [ask('limits', work), ask('limits', work), ask('limits', work)]
  expect(answers).toHaveLength(1)
  answers[0]?.give(1)
  expect(await first).toBe(1)
  expect(answers).toHaveLength(2)
  const late = ask('limits', work)
  answers[1]?.give(2)
  expect(await Promise.all(others)).toEqual([2, 2, 2])
  answers[2]?.give(3)
  expect(await late).toBe(3)
  expect(answers).toHaveLength(3)
})

test('another key is asked at once', async () => {
  const ask = createSharedAsks()
  const { answers, work } = openSystem()
  const both = [ask('limits', work), ask('rates', work)]
  answers[0]?.give(1)
  answers[1]?.give(2)
  expect(await Promise.all(both)).toEqual([1, 2])
})

test('an ask that fails fails those who waited for it, and the next ones ask again', async () => {
  const ask = createSharedAsks()
  const { answers, work } = openSystem()
  const first = ask('limits', work)
  const second = ask('limits', work)
  answers[0]?.fail(new Error('It does not answer'))
  await expect(first).rejects.toThrow('It does not answer')
  expect(answers).toHaveLength(2)
  answers[1]?.give(2)
  expect(await second).toBe(2)
  const third = ask('limits', work)
  answers[2]?.give(3)
  expect(await third).toBe(3)
})
