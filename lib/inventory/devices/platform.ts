/** Compared without case, spaces and punctuation. */
const windows = /^(MICROSOFT|MS)?WIN(DOWS|32|64|NT|RT|10|11|EMBEDDED|$)/
const noPc = /PHONE|MOBILE|HOLO|WINDOWSCE|WINDOWSMR/

/** Whether a platform names a Windows PC: `Windows`, `Windows 10`, `WindowsRT`, `win32`; a source without one speaks of such. */
export const isWindowsPc = (platform: string): boolean => {
  if (platform === '' || platform === 'Windows') return true
  const folded = platform.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '')
  return windows.test(folded) && !noPc.test(folded)
}
