/** What `import ... from 'startnode/activities'` gives: the activities the engine's workflows need. */
export { createEngineActivities, type EngineActivities, type EnginePorts } from './engine-activities.ts'
