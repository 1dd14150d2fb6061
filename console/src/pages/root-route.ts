import { createRootRoute } from '@tanstack/react-router'

/** Parent of all pages; `app/router.tsx` puts the shell around them. */
export const rootRoute = createRootRoute()
