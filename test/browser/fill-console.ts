import { loanBody } from '../helpers/loan-body.ts'
import type { OpenConsole } from './open-console.ts'

/** Something on every page: tasks, a refused body in quarantine, an alias, variables of both kinds, other URLs. */
export async function fillConsole({ stack, change }: OpenConsole): Promise<void> {
  for (const loan of ['LN-2041', 'LN-2042', 'LN-2043']) await stack.send('loan-approved', loanBody(loan))
  await stack.send('loan-approved', '{"cbs_account_id": LN-2044}')
  const basic = { type: 'json', secret: false, value: '{"user":"mambu","pass":"correct horse battery"}' }
  await change('PUT', '/variables/webhook-var', basic)
  await change('PUT', '/variables/bank-api', { type: 'json', secret: true, value: '{"key":"s3cr3t"}' })
  await change('PUT', '/processes/loan-approved/auth', {
    type: 'basic',
    user: '{{env_var[@webhook-var].user}}',
    pass: '{{env_var[@webhook-var].pass}}',
  })
  await change('POST', '/aliases', {
    alias: 'loans',
    title: 'Loans of every branch',
    process: 'loan-approved',
  })
  await change('POST', '/aliases/loans/enable')
  await change('POST', '/processes/loan-approved/accepted', {
    url: 'https://mpo.example.com/api/2/json/public/12345/0f3c5ad1b6e0b1f3a9a87d4b2c11de0055aa77cc',
    note: 'Old workspace',
  })
}
