import * as z from 'zod'

/** National clouds of Microsoft. Tokens of one are worth nothing in another. */
export const GraphCloud = z.enum(['global', 'us-government', 'us-defense', 'china'])
export type GraphCloud = z.infer<typeof GraphCloud>

/** Where one signs in, and where Graph is. Source: learn.microsoft.com/graph/deployments */
export const cloudHosts: Record<GraphCloud, { login: string; graph: string }> = {
  global: { login: 'https://login.microsoftonline.com', graph: 'https://graph.microsoft.com' },
  'us-government': { login: 'https://login.microsoftonline.us', graph: 'https://graph.microsoft.us' },
  'us-defense': { login: 'https://login.microsoftonline.us', graph: 'https://dod-graph.microsoft.us' },
  china: { login: 'https://login.chinacloudapi.cn', graph: 'https://microsoftgraph.chinacloudapi.cn' },
}
