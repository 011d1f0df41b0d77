/** What `import ... from 'startnode/activities'` gives: the activities the engine's workflows need. */
export {}
