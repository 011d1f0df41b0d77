/** The console as people use it: a real Chromium over the real stack. A violation of the policy fails a test. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporalAddress } from '../helpers/temporal.ts'
import { type OpenConsole, openConsole, passwordOf } from './open-console.ts'

let console: OpenConsole

beforeAll(async () => {
  console = await openConsole(temporalAddress())
}, 120_000)

afterAll(() => console?.close())

test('one logs in, and sees the processes', async () => {
  const { page, complaints } = await console.open(null)
  await page.locator('input[name=user]').fill('viewer')
  await page.locator('input[name=password]').fill('wrong')
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('alert').getByText('User or password is wrong.').waitFor()
  await page.locator('input[name=password]').fill(passwordOf('viewer'))
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: 'Processes', level: 1 }).waitFor()
  await page.screenshot({ path: '/tmp/shot1.png' })
  expect(complaints).toEqual([])
})
