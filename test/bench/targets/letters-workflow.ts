import { proxyActivities } from '@temporalio/workflow'

const { look } = proxyActivities<{ look(body: string): Promise<{ body: string; found: boolean }> }>({
  startToCloseTimeout: '1 minute',
})

/** As a process with three calls of another system. */
export async function looksThrice(body: string): Promise<boolean> {
  let found = true
  for (let times = 0; times < 3; times += 1) found = (await look(body)).found && found
  return found
}
