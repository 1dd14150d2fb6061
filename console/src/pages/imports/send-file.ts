import { Problem } from '../../api/problem.ts'
import type { components } from '../../api/schema.d.ts'
import { text } from '../../texts/en/imports.ts'

type Form = components['schemas']['UploadForm']

const words = text.upload

/** What S3 says of a form that it does not take, by its codes. */
const refusals: Record<string, string> = {
  EntityTooLarge: words.tooLarge,
  EntityTooSmall: words.empty,
  AccessDenied: words.expired,
}

const refusal = (status: number, answer: string): Problem => {
  const code = /<Code>(\w+)<\/Code>/.exec(answer)?.[1] ?? `http-${status}`
  return new Problem({ status, code, detail: refusals[code] ?? words.refused })
}

/**
 * Uploads a file straight to the bucket. By XMLHttpRequest, as fetch does not tell how far it is.
 * @param onProgress bytes sent so far @throws Error that may be tried again
 */
export const sendFile = (
  { url, fields }: Form,
  file: File,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    form.append('file', file)
    const request = new XMLHttpRequest()
    request.upload.onprogress = ({ loaded }) => onProgress(Math.min(loaded, file.size))
    request.onload = () => (request.status < 300 ? resolve() : reject(refusal(request.status, request.responseText)))
    request.onerror = () => reject(new Error(words.lost))
    request.onabort = () => reject(signal.reason)
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.open('POST', url)
    request.send(form)
  })
