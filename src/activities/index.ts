/** What `import ... from 'startnode/activities'` gives: the activities the engine's workflows need, and what helps with your own. */
export { type Approvals, createCheckDecision } from './check-decision.ts'
export { createEngineActivities, type EngineActivities, type EnginePorts } from './engine-activities.ts'
export { resolveVariables } from './resolve-variables.ts'
