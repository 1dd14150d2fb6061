/** Seconds until a message that a handler did not finish is delivered again; in AWS six times the function's timeout. */
export const visibilityTimeout = 60

/** Name or URL of the dead-letter queue of a queue. */
export const deadLetters = (queue: string): string => `${queue}-dlq`
