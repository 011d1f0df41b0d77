import { Alert, List, Paper } from '@mantine/core'
import { useApi } from '../../api/use-api.ts'
import { useSearchParams } from '../../api/use-search-params.ts'
import type { Variables } from '../../api/views.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/states/empty.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { Page } from '../../shell/page.tsx'
import { SetVariable } from './set-variable.tsx'
import { VARIABLE_COLUMNS } from './variable-columns.tsx'

export function VariablesPage() {
  const variables = useApi<Variables>('/variables')
  const [params] = useSearchParams()
  return (
    <Page
      title="Variables"
      about="Values that credentials and processes refer to as {{env_var[@name].key}}"
      actions={<SetVariable newName={params.get('new')} key={params.get('new')} />}
    >
      <Shown of={variables} what="The list of variables">
        {({ variables: rows, missing }) => (
          <>
            {missing.length > 0 && (
              <Alert color="red" title="Missing" mb="md">
                <List size="sm">
                  {missing.map(({ variable, usedBy }) => (
                    <List.Item key={`${variable} ${usedBy}`}>
                      {variable}: {usedBy} refers to it, so its requests are refused (401)
                    </List.Item>
                  ))}
                </List>
              </Alert>
            )}
            {rows.length === 0 ? (
              <Empty title="There is no variable yet">
                Keep user and password of a Start node here: {'{{env_var[@webhook-var].user}}'}.
              </Empty>
            ) : (
              <Paper withBorder radius="md" px={{ base: 'sm', sm: 0 }}>
                <DataTable
                  label="Variables"
                  columns={VARIABLE_COLUMNS}
                  rows={rows}
                  keyOf={({ name }) => name}
                />
              </Paper>
            )}
          </>
        )}
      </Shown>
    </Page>
  )
}
