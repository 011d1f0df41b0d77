import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { seedDemoBank } from '../../../src/mambu/bank/demo-bank.ts'
import { startMambuStandIn } from '../../../src/mambu/bank/stand-in.ts'

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
  const names = readdirSync('workflows', { recursive: true, encoding: 'utf8' })
  for (const file of names.filter((name) => name.endsWith('.example.json'))) {
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

test('the examples of approval and dunning find a loan that is in the state they are about', async () => {
  const mambu = await startMambuStandIn()
  seedDemoBank(mambu)
  const idIn = (process: string, field: string) => {
    const example = JSON.parse(
      readFileSync(`workflows/${process}/${process}.example.json`, 'utf8'),
    ) as Record<string, string>
    return example[field] ?? ''
  }
  expect(mambu.findLoan(idIn('loan-approved', 'cbs_account_id'))?.accountState).toBe('APPROVED')
  expect(mambu.findLoan(idIn('four-eyes-approval', 'account_id'))?.accountState).toBe('PENDING_APPROVAL')
  const late = mambu.findLoan(idIn('dunning', 'loan_id'))
  expect(late?.accountState).toBe('ACTIVE_IN_ARREARS')
  expect(late?.balances.principalDue).toBeGreaterThan(0)
  await mambu.stop()
})
