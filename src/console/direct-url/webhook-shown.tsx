import { Alert, List, SimpleGrid, Stack, Text } from '@mantine/core'
import type { WebhookView } from '../api/views.ts'
import { Card } from '../parts/card.tsx'
import { CodeBlock } from '../parts/code/code-block.tsx'
import { SecretText } from '../parts/code/secret-text.tsx'
import { Facts } from '../parts/facts.tsx'
import { Empty } from '../parts/states/empty.tsx'

/** URL, headers, credentials, payload and an example, each to be copied. */
export function WebhookShown({ webhook, format }: { webhook: WebhookView; format: 'json' | 'xml' | 'nvp' }) {
  const { on, urls, headers, credentials, problem, contentType, template, templateProblem, curl, methods } =
    webhook
  if (urls === null) {
    return <Empty title={`The direct URL of ${on} is off`}>Switch it on, and it can be copied here.</Empty>
  }
  return (
    <Stack gap="md">
      {problem !== null && (
        <Alert color="red" title="Every request is refused">
          {problem}
        </Alert>
      )}
      <CodeBlock code={urls[format]} label="URL" />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Card title="In Mambu">
          <List size="sm" type="ordered" spacing={6}>
            <List.Item>Administration, Webhooks: a new one, with the URL above.</List.Item>
            <List.Item>
              Request type POST ({methods.join(', ')} are taken), content type {contentType}.
            </List.Item>
            <List.Item>{tellCredentials(credentials)}</List.Item>
            <List.Item>The payload below, with the placeholders that are yours.</List.Item>
          </List>
        </Card>
        <Card title="Headers and credentials">
          <Facts
            of={{
              ...Object.fromEntries(
                headers.map(({ name, value }) => [name, <SecretText key={name}>{value}</SecretText>]),
              ),
              ...(credentials?.type === 'basic'
                ? {
                    User: <SecretText>{credentials.user}</SecretText>,
                    Password: <SecretText>{credentials.pass}</SecretText>,
                  }
                : {}),
            }}
          />
        </Card>
      </SimpleGrid>
      {template === null ? (
        <Alert color="yellow" title="No payload in this format">
          {templateProblem}
        </Alert>
      ) : (
        <div>
          <CodeBlock code={template.text} label="Payload" />
          {template.notes.length > 0 && (
            <List size="sm" mt="xs" spacing={4}>
              {template.notes.map(({ path, message }) => (
                <List.Item key={`${path} ${message}`}>
                  <Text size="sm" c="dimmed" component="span">
                    {path === '' ? message : `${path}: ${message}`}
                  </Text>
                </List.Item>
              ))}
            </List>
          )}
        </div>
      )}
      {curl !== null && <CodeBlock code={curl} label="curl" />}
    </Stack>
  )
}

function tellCredentials(credentials: WebhookView['credentials']): string {
  if (credentials === null) return 'Authorization: see the problem above.'
  if (credentials.type === 'none') return 'Authorization: none.'
  const values = credentials.type === 'basic' ? [credentials.user, credentials.pass] : [credentials.value]
  const hint = values.some((value) => value.includes('{{env_var['))
    ? ' A secret variable is not shown: put its value in the place of its reference.'
    : ''
  return credentials.type === 'basic'
    ? `Authorization: Basic, with the user and password shown here.${hint}`
    : `A custom header ${credentials.name}, with the value shown here.${hint}`
}
