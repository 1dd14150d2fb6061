/** Hosts at which plain http is taken: nobody listens between this machine and itself. */
const loopbackHosts = ['127.0.0.1', '[::1]', 'localhost']

/**
 * Reads an address that secrets are sent to.
 * @param setting what the address is called in the error
 * @throws Error when it is neither https nor on this machine, or has parts that an address of a service has not
 */
export const readAddress = (setting: string, address: string): URL => {
  const url = URL.parse(address)
  if (!url || !['https:', 'http:'].includes(url.protocol)) throw new Error(`${setting} is no http or https address.`)
  if (url.protocol === 'http:' && !loopbackHosts.includes(url.hostname))
    throw new Error(`${setting} must begin with https://; http:// is taken on this machine only (${url.host} is not).`)
  if (url.username || url.password) throw new Error(`${setting} must not hold a user name or password.`)
  if (url.hash) throw new Error(`${setting} must not hold a fragment (#).`)
  return url
}

/** Appends a path to an address that ends with or without a slash, and may have a path of its own. */
export const addPath = (base: URL, path: string): URL => {
  const url = new URL(base)
  url.pathname = `${base.pathname.replace(/\/+$/, '')}/${path}`
  return url
}
