import { Alert, Anchor, SimpleGrid, Stack } from '@mantine/core'
import { Fragment } from 'react'
import { Link } from 'wouter'
import { AnswerTimesCard } from '../../answer-times/answer-times-card.tsx'
import type { ProcessDetails } from '../../api/views.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { CountsCard } from '../../counts/counts-card.tsx'
import { OutcomesCard } from '../../outcomes/outcomes-card.tsx'
import { Card } from '../../parts/card.tsx'
import { WithCode } from '../../parts/code/with-code.tsx'
import { CreateVariable } from '../../parts/create-variable.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Time } from '../../parts/time.tsx'
import { IntakeForm } from './intake-form.tsx'
import { StartNodePanel } from './start-node-panel.tsx'

/** How the process does, and at the right its Start node as MPO shows it. */
export function OverviewTab({ process }: { process: ProcessDetails }) {
  const { tasks, quarantined, waiting, counters, hours, aliases, workflowType, lastAt, refuses, keyWarning } =
    process
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Stack gap="md">
          {refuses !== null && (
            <Alert color="red" title="It refuses every request (401)">
              Its credentials can't be given: <bdi>{refuses}</bdi>. Set the variable, or what requests must
              prove.
              <CreateVariable problem={refuses} then=", and it goes on." />
            </Alert>
          )}
          {keyWarning !== null && (
            <Alert color="yellow" title="Delivery keys">
              <WithCode>{`${keyWarning.message}. ${keyWarning.advice}`}</WithCode>
            </Alert>
          )}
          <Card title="Now">
            <Facts
              of={{
                'Tasks open': tasks?.open ?? 'not counted',
                'In quarantine': quarantined ?? 'not counted',
                'Waiting in the inbox': waiting,
                'Accepted since this receiver started': counters.accepted,
                'Refused since then': counters.refused,
                'Last request': <Time at={lastAt} never="none" />,
                '24 hours': <Sparkline accepted={hours.accepted} refused={hours.refused} />,
              }}
            />
          </Card>
          <OutcomesCard process={process.process} />
          <Card title="Known as">
            <Facts
              of={{
                Process: process.process,
                'Workflow type': workflowType ?? 'not in the code of this receiver',
                Aliases:
                  aliases.length === 0
                    ? 'none'
                    : aliases.map((alias, index) => (
                        <Fragment key={alias}>
                          {index > 0 && ', '}
                          <Anchor component={Link} href={`/aliases/${alias}`}>
                            @{alias}
                          </Anchor>
                        </Fragment>
                      )),
              }}
            />
          </Card>
        </Stack>
        <Stack gap="md">
          <StartNodePanel process={process} />
          <IntakeForm process={process} key={JSON.stringify(process.intake)} />
        </Stack>
      </SimpleGrid>
      <CountsCard process={process.process} />
      <AnswerTimesCard process={process.process} />
    </Stack>
  )
}
