/** What `import ... from 'startnode/activities'` gives: the activities the engine's workflows need, and what helps with your own. */

export { resolveVariables } from './api-call/resolve-variables.ts'
export { type Approvals, createCheckDecision } from './check-decision.ts'
export { createEngineActivities, type EngineActivities, type EnginePorts } from './engine-activities.ts'
