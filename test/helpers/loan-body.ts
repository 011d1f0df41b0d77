/** The body of a LOAN_APPROVAL webhook as Mambu Payments shapes it, about 600 bytes; every value is invented. */

/**
 * @param loanId the ref of the task; a loan the stand-in does not know is rejected after one call to Mambu
 * @example loanBody('LNAC0503')
 */
export function loanBody(loanId: string): string {
  return JSON.stringify({
    cbs_source: 'mambu',
    cbs_account_type: 'loan',
    cbs_account_id: loanId,
    cbs_account_key: `8a19${loanId.padEnd(28, '0').slice(0, 28)}`,
    cbs_credit_arrangement_id: '8a1987c69212cd27019213e0c3a7015f',
    float_amount: 8_400.5,
    currency: 'EUR',
    account_holder: {
      type: 'CLIENT',
      id: 'CL-004411',
      name: 'Jördis Ångström-Nuñez',
      branch: 'Zürich Süd',
      language: 'de',
    },
    product: { id: 'SME-LOAN-24', name: 'Working capital loan, 24 months', interest_rate: 6.75 },
    approved_by: 'a.meyer',
    approved_at: '2026-11-24T09:15:02+01:00',
    notes: 'Approved after review of the annual accounts 2025',
  })
}
