import { Code, Text } from '@mantine/core'
import { fieldsOf, type JsonSchema } from '../../../editor/json-schema.ts'
import { Card } from '../../../parts/card.tsx'
import classes from './try-fields.module.css'

/** What a body may have, as the Start node declares it. */
export function TryFields({ schema }: { schema: JsonSchema }) {
  const fields = fieldsOf(schema)
  return (
    <Card title="Fields">
      {fields.length === 0 ? (
        <Text size="sm" c="dimmed">
          The Start node asks for no field.
        </Text>
      ) : (
        <ul className={classes.fields}>
          {fields.map(({ path, type, required, description, mambu }) => (
            <li key={`${path} ${type}`}>
              <div>
                <Text size="sm" fw={600} span>
                  {path.slice(1)}
                </Text>{' '}
                <Text size="xs" c="dimmed" span>
                  {type}
                  {required ? ', required' : ''}
                </Text>
              </div>
              {description !== null && <Text size="xs">{description}</Text>}
              {mambu !== null && (
                <Text size="xs" c="dimmed">
                  Mambu: <Code>{mambu}</Code>
                </Text>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
