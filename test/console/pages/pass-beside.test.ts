import { expect, test } from 'vitest'
import { passBeside } from '../../../src/console/pages/process/pass-beside.ts'

test('the password of a user stands beside it in its variable', () => {
  expect(passBeside('{{env_var[@hook].user}}')).toBe('{{env_var[@hook].pass}}')
  for (const other of [
    '{{env_var[@hook]}}',
    '{{env_var[@hook].pass}}',
    'mambu',
    '',
    'x{{env_var[@hook].user}}',
  ])
    expect(passBeside(other), other).toBe(null)
})
