import { Anchor } from '@mantine/core'
import { Link } from 'wouter'
import type { TaskPage } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { SecretText } from '../../parts/code/secret-text.tsx'
import { tellDuration } from '../../parts/duration.ts'
import { Facts } from '../../parts/facts.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Time } from '../../parts/time.tsx'

export function FactsCard({ task }: { task: TaskPage }) {
  const { process, version, taskId, ref, startedAt, closedAt, delivery, signals, webUiUrl, said } = task
  return (
    <Card
      title="Task"
      actions={
        webUiUrl !== null && (
          <Anchor href={webUiUrl} target="_blank" rel="noreferrer" size="sm">
            Temporal Web UI <Icon name="out" size={13} />
          </Anchor>
        )
      }
    >
      <Facts
        of={{
          Process:
            process === null ? (
              task.workflowType
            ) : (
              <Anchor component={Link} href={`/processes/${process}`}>
                {process}
              </Anchor>
            ),
          Version: process !== null && version !== null && (
            <Anchor component={Link} href={`/processes/${process}/versions`}>
              {version}
            </Anchor>
          ),
          Ref: ref,
          Outcome: said.outcome,
          State: said.state,
          Cause: said.cause,
          Since: said.state !== null && said.since !== null && <Time at={said.since} full />,
          obj_id: taskId === null ? null : <SecretText>{taskId}</SecretText>,
          Started: <Time at={startedAt} full />,
          Ended: closedAt === null ? null : <Time at={closedAt} full />,
          Took:
            closedAt === null
              ? null
              : tellDuration(Math.max(0, Date.parse(closedAt) - Date.parse(startedAt))),
          Delivery:
            delivery === null
              ? null
              : `${delivery.method} as ${delivery.format}, ${delivery.key === null ? 'without a key' : `key ${delivery.key}`}`,
          Test: task.test && 'sent by Try it',
          Signals:
            signals.length === 0
              ? null
              : signals.map(({ name, at, by }) => (
                  <div key={`${name} ${at}`}>
                    {`${name}${by === null ? '' : ` by ${by}`} `}
                    <Time at={at} />
                  </div>
                )),
          'Workflow id': <SecretText>{task.workflowId}</SecretText>,
          Run: <SecretText>{task.runId}</SecretText>,
          'Task queue': task.taskQueue,
          'Events in the history': task.historyEvents,
        }}
      />
    </Card>
  )
}
