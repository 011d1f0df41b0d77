/** On which Node V8 can cut a step that does not end; what a wrong answer costs, test/e2e/poison.test.ts shows. */
import { expect, test } from 'vitest'
import { cutsSafely } from '../../src/boot/cuts-safely.ts'

test.each([
  ['v20.20.2', [], false],
  ['v20.20.2', ['--experimental-async-context-frame'], false],
  ['v22.23.5', [], false],
  ['v22.23.5', ['--experimental-async-context-frame'], true],
  ['v24.22.3', [], true],
  ['v24.22.3', ['--no-async-context-frame'], false],
  ['v26.12.0', [], true],
] as const)('%s %j', (version, flags, safe) => {
  expect(cutsSafely(version, flags)).toBe(safe)
})
