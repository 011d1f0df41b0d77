import { expect, test } from 'vitest'
import { filesToRunAgain } from './run-tests.ts'

const failure = (file: string, name = 'a promise') => ({ file, test: name })

test('what failed is run again by file, each once', () => {
  const failures = [
    failure('test/a.test.ts'),
    failure('test/a.test.ts', 'another'),
    failure('test/b.test.ts'),
  ]
  expect(filesToRunAgain({ passed: 5, failures, outside: 0 })).toEqual(['test/a.test.ts', 'test/b.test.ts'])
})

test('many failed files are no race: nothing is run again', () => {
  const failures = ['a', 'b', 'c', 'd'].map((name) => failure(`test/${name}.test.ts`))
  expect(filesToRunAgain({ passed: 5, failures, outside: 0 })).toEqual([])
})

test('an error outside of any test is a failure, whatever the tests say', () => {
  expect(filesToRunAgain({ passed: 5, failures: [failure('test/a.test.ts')], outside: 1 })).toEqual([])
})
