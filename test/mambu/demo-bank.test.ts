import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { seedDemoBank } from '../../src/mambu/demo-bank.ts'
import { startMambuStandIn } from '../../src/mambu/stand-in.ts'

/** Field of an example: where it is in Mambu. */
const PATHS: Readonly<Record<string, (id: string) => string>> = {
  loan_id: (id) => `/loans/${id}`,
  cbs_account_id: (id) => `/loans/${id}`,
  account_id: (id) => (id.startsWith('LN') ? `/loans/${id}` : `/deposits/${id}`),
  client_id: (id) => `/clients/${id}`,
  card_token: (id) => `/cards/${id}/authorizationholds`,
  transaction_id: (id) => `/loans/transactions/${id}`,
}

test('whatever the examples of the processes are about is in the bank of `startnode dev`', async () => {
  const mambu = await startMambuStandIn()
  seedDemoBank(mambu)
  const headers = { apikey: mambu.apiKey, accept: 'application/vnd.mambu.v2+json' }
  const missing: string[] = []
  let looked = 0
  for (const file of readdirSync('workflows').filter((name) => name.endsWith('.example.json'))) {
    const example = JSON.parse(readFileSync(`workflows/${file}`, 'utf8')) as Record<string, unknown>
    for (const [field, pathOf] of Object.entries(PATHS)) {
      const id = example[field]
      if (typeof id !== 'string') continue
      looked += 1
      const { status } = await fetch(`${mambu.url}${pathOf(id)}`, { headers })
      if (status !== 200) missing.push(`${file}: ${field} ${id}`)
    }
  }
  await mambu.stop()
  expect(missing).toEqual([])
  expect(looked).toBeGreaterThan(5)
})
