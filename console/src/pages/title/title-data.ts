import type { components, paths } from '../../api/schema.d.ts'

export type Title = paths['/software/{titleId}']['get']['responses'][200]['content']['application/json']
export type Decision = components['schemas']['Decision']
