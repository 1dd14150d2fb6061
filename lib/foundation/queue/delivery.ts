/** A message of a queue, and whether the queue will give it up after this delivery. */
export interface Delivery {
  body: unknown
  isLast: boolean
}
