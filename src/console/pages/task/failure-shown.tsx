import { Alert, Stack, Text } from '@mantine/core'
import type { TaskPage } from '../../api/views.ts'
import { OtherTask } from '../../beside/other-task.tsx'
import { CreateVariable } from '../../parts/create-variable.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { Time } from '../../parts/time.tsx'

/** Why the task failed or does not go on, in plain words. */
export function FailureShown({ task: { failure, endedBy, stuck, pending } }: { task: TaskPage }) {
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
      {troubled.map(({ type, node, attempt, maximumAttempts, nextAttemptAt, lastFailure }) => (
        <Alert color="yellow" key={`${type} ${node}`} title={`“${node ?? type}” is tried again`}>
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
          {lastFailure !== null && (
            <CreateVariable problem={lastFailure} then=", and the next try finds it." />
          )}
        </Alert>
      ))}
    </>
  )
}
