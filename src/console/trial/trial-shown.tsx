import { Anchor, Stack } from '@mantine/core'
import { Link } from 'wouter'
import type { Trial } from '../api/views.ts'
import { CodeBlock } from '../parts/code/code-block.tsx'
import { Facts } from '../parts/facts.tsx'
import { StateBadge } from '../parts/state-badge.tsx'
import { Followed } from './followed.tsx'

/** What the receiver answered to a body that was sent to try, and what became of it. */
export function TrialShown({ process, trial }: { process: string; trial: Trial }) {
  const { status, ms, body, curl, taskId, entryId } = trial
  const followed = taskId ?? entryId
  return (
    <Stack gap="sm">
      <Facts
        of={{
          Answer: <StateBadge tone={status < 300 ? 'good' : 'bad'}>{String(status)}</StateBadge>,
          'Time until the answer': `${ms} ms`,
          obj_id: taskId ?? (
            <>
              none, it became no task:{' '}
              <Anchor component={Link} href={`/requests?process=${encodeURIComponent(process)}&test=true`}>
                see why
              </Anchor>
            </>
          ),
        }}
      />
      {followed !== null && <Followed key={followed} process={process} taskId={followed} />}
      <CodeBlock label="Answer" code={body === '' ? '(empty)' : pretty(body)} />
      <CodeBlock label="The same call with curl" code={curl} />
    </Stack>
  )
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
