import type * as z from 'zod'
import { patience } from './target.ts'

export const get = (url: string): Promise<Response> => fetch(url, { signal: AbortSignal.timeout(patience) })

/** @returns undefined when nothing answers there, or something else */
export const readJson = async <T>(url: string, schema: z.ZodType<T>): Promise<T | undefined> => {
  try {
    const response = await get(url)
    return response.ok ? schema.safeParse(await response.json()).data : undefined
  } catch {
    return undefined
  }
}
