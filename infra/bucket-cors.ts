/**
 * What a page of the console may do with the bucket by its links and forms: fetch results, upload a file. Whatever it sends
 * needs no more than the headers that browsers send anyway.
 */
export const bucketCors = { methods: ['GET', 'POST'], exposedHeaders: ['ETag'], maxAge: 3_600 } as const
