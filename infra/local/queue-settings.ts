/** Seconds until a message that a handler did not finish is delivered again; in AWS six times the function's timeout. */
export const visibilityTimeout = 60

/** Deliveries after which a message goes to the dead-letter queue, as deployed. */
export const maxReceiveCount = 5

/** Name or URL of the dead-letter queue of a queue. */
export const deadLetters = (queue: string): string => `${queue}-dlq`
