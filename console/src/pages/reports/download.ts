import { api, read } from '../../api/client.ts'
import { Problem } from '../../api/problem.ts'
import type { Report } from './queries.ts'

const follow = (url: string, name?: string): void => {
  const link = document.createElement('a')
  link.href = url
  if (name !== undefined) link.download = name
  link.click()
}

/** Saves the file of a report. A browser would open a web page instead of saving it, so that is fetched first. */
export const download = async ({ id, type, format, createdAt }: Report): Promise<void> => {
  const { downloadUrl } = await read(api.GET('/reports/{reportId}', { params: { path: { reportId: id } } }))
  if (downloadUrl === undefined) return
  if (format !== 'html') return follow(downloadUrl)
  const response = await fetch(downloadUrl)
  if (!response.ok) throw new Problem({ status: response.status, code: 'no-file', detail: response.statusText })
  const page = URL.createObjectURL(await response.blob())
  follow(page, `${type}-${createdAt.slice(0, 10)}.html`)
  URL.revokeObjectURL(page)
}
