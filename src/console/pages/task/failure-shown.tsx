import { Alert, Stack, Text } from '@mantine/core'
import { useChange } from '../../api/use-change.ts'
import type { TaskPage } from '../../api/views.ts'
import { OtherTask } from '../../beside/other-task.tsx'
import { CreateVariable } from '../../parts/create-variable.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { RoleButton } from '../../parts/role-button.tsx'
import { Time } from '../../parts/time.tsx'

/** Why the task failed or does not go on, in plain words. */
export function FailureShown({ task }: { task: TaskPage }) {
  const { failure, endedBy, stuck, pending } = task
  const troubled = pending.filter(({ lastFailure }) => lastFailure !== null)
  const answer = failure?.failedNode ?? null
  return (
    <>
      {failure !== null && (
        <Alert
          color="red"
          title={answer === null ? 'Why it ended' : `It failed at “${answer.node}”`}
          role="alert"
        >
          <Stack gap={4}>
            <LongText>{failure.message}</LongText>
            <OtherTask message={failure.message} />
            {answer !== null && (answer.httpCode !== null || answer.answer !== null) && (
              <LongText before={`Answered ${answer.httpCode ?? ''}${answer.answer === null ? '' : ': '}`}>
                {answer.answer ?? ''}
              </LongText>
            )}
            {endedBy !== null && <Text size="sm">{`By ${endedBy}`}</Text>}
            {failure.type !== null && (
              <Text size="xs" c="dimmed">
                {failure.type}
              </Text>
            )}
          </Stack>
        </Alert>
      )}
      {stuck !== null && (
        <Alert color="red" title="It takes no step" role="alert">
          {stuck}
        </Alert>
      )}
      {troubled.map(({ id, type, node, attempt, maximumAttempts, nextAttemptAt, lastFailure }) => (
        <Alert color="yellow" key={id} title={`“${node ?? type}” is tried again`}>
          <LongText
            before={`Try ${attempt}${maximumAttempts > 0 ? ` of ${maximumAttempts}` : ''}. The last one: `}
          >
            {lastFailure ?? ''}
          </LongText>
          {nextAttemptAt !== null && (
            <Text size="sm">
              The next one: <Time at={nextAttemptAt} full />
            </Text>
          )}
          {nextAttemptAt !== null && <TryNow task={task} activityId={id} />}
          {lastFailure !== null && (
            <CreateVariable problem={lastFailure} then=", and the next try finds it." />
          )}
        </Alert>
      ))}
    </>
  )
}

/** Has an activity that waits for its next try make it at once. */
function TryNow({
  task: { workflowId, runId },
  activityId,
}: {
  task: Pick<TaskPage, 'workflowId' | 'runId'>
  activityId: string
}) {
  const change = useChange()
  return (
    <RoleButton
      needs="operator"
      size="xs"
      mt={6}
      loading={change.isPending}
      onClick={() =>
        change.mutate({
          method: 'POST',
          path: '/tasks/try-now',
          body: { workflowId, runId, activityId },
          done: 'It is tried now',
        })
      }
    >
      Try now
    </RoleButton>
  )
}
