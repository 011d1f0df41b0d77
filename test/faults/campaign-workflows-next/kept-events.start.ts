export { default } from '../campaign-workflows/kept-events.start.ts'
