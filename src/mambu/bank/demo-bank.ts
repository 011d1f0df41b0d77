import type { MambuStandIn } from './stand-in.ts'

/**
 * Fills a stand-in with what the examples of the processes (`*.example.json` in workflows/) are about, beside the loan
 * `LNAC0503` that it has by itself, so that `startnode dev` can run them.
 */
export function seedDemoBank(mambu: MambuStandIn): void {
  const bob = mambu.addUser('bob')
  const ann = mambu.addClient({
    id: 'CL0042',
    state: 'ACTIVE',
    firstName: 'Ann',
    lastName: 'Example',
    country: 'GB',
    assignedUserKey: bob.encodedKey,
  })
  mambu.addClient({ id: 'CL-004411', firstName: 'Maria', lastName: 'Musterfrau', country: 'AT' })
  mambu.addLoan({
    id: 'LNAC0417',
    currency: 'EUR',
    holderKey: ann.encodedKey,
    custom: { _Payout: { iban: 'GB29NWBK60161331926819' } },
  })
  mambu.addDisbursement('LNAC0417', '80412')
  mambu.addDeposit({ id: 'SA-1042', name: 'Savings', holderKey: ann.encodedKey, currency: 'GBP' })
  mambu.addDeposit({
    id: 'CA-2001',
    holderKey: ann.encodedKey,
    balance: 1_500,
    cardTokens: ['card-1f6e'],
  })
  mambu.addLoan({ id: 'LNAC0612', state: 'PENDING_APPROVAL', holderKey: ann.encodedKey })
  mambu.addLoan({
    id: 'LNAC0733',
    state: 'ACTIVE_IN_ARREARS',
    holderKey: ann.encodedKey,
    daysInArrears: 12,
    balances: { principalDue: 480, interestDue: 31.5 },
  })
  mambu.addUser('operations')
  mambu.addUser('olga', undefined, { role: 'loan-officer' })
  mambu.addUser('mia', undefined, { role: 'branch-manager' })
  for (const name of ['carol', 'pat']) mambu.addUser(name)
  mambu.addJournalEntries(40)
  const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
  mambu.addJournalEntries(40, yesterday)
  mambu.setEndOfDay('COMPLETE')
}
