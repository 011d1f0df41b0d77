/** Name of the signal by which a delivery reaches the open task of its ref (`refInUse: 'signal'`); its argument is the Task. */
export const DELIVERY_SIGNAL = 'delivery'
